/** The files of the page, for whoever asks; and the page itself, which goes out as it was written, to each at his address. */
import { answerWith, type BuiltFile } from '@chancery/look/built-files';
import type { FastifyInstance } from 'fastify';

export function servePageFiles(app: FastifyInstance, files: ReadonlyMap<string, BuiltFile>): void {
  for (const [path, file] of files) {
    app.get(path, ({ headers: asked }, reply) => {
      const { status, headers, body } = answerWith(file, asked);
      return reply.code(status).headers(headers).send(body);
    });
  }
}

interface Sending {
  header(name: string, value: string): unknown;
  send(body: Buffer): unknown;
}

/** Never compressed: it may carry what an identity provider answered (BREACH). */
export function sendPage(reply: Sending, page: Buffer, cache: 'no-cache' | 'no-store' = 'no-cache'): unknown {
  reply.header('content-type', 'text/html; charset=utf-8');
  reply.header('cache-control', cache);
  return reply.send(page);
}

/** The inbox as the messaging gateway of a SAM of the same host: a Unix socket that only its owner may open. */
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { SandboxError, statusOf } from '../error.ts';
import { readBody } from '../server/request.ts';
import { type Message, readMessage } from './message.ts';

export interface Gateway {
  close(): void;
}

export async function startGateway(socket: string, take: (message: Message) => void): Promise<Gateway> {
  const server = createServer(async (request, response) => {
    const status = await answer(request, take).catch((error: unknown) =>
      error instanceof SandboxError ? statusOf(error.code) : 400,
    );
    response.writeHead(status).end();
  });
  rmSync(socket, { force: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  const mask = process.umask(0o177);
  server.listen(socket, resolve);
  await promise.finally(() => process.umask(mask));
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, take: (message: Message) => void): Promise<number> {
  if (request.method !== 'POST' || request.url !== '/messages') return 404;
  const body: unknown = JSON.parse((await readBody(request)).toString('utf8'));
  take(readMessage(Object(body) as Record<string, unknown>));
  return 202;
}

/** Asking a server on this machine: loopback names go to 127.0.0.1 whatever the resolver thinks, all others are refused. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { SandboxError } from './error.ts';
import { isLoopbackName } from './server/loopback-server.ts';

export interface Dialled {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface DialOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const patience = 120_000;
const largest = 512 * 1024 * 1024;

/** Follows nothing, keeps nothing. Throws SandboxError: `forbidden` beyond loopback, `peer` where nobody answers. */
export function dial(url: URL, options: DialOptions = {}): Promise<Dialled> {
  const secure = url.protocol === 'https:';
  if (!(secure || url.protocol === 'http:') || !isLoopbackName(url.hostname)) {
    throw new SandboxError('forbidden', `${url.origin} is not on this machine.`);
  }
  const { promise, resolve, reject } = Promise.withResolvers<Dialled>();
  const fail = (cause: unknown) => reject(new SandboxError('peer', `${url.origin} does not answer.`, { cause }));
  const path = url.pathname + url.search;
  const { method = 'GET', body = '' } = options;
  const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { host: url.host, connection: 'close', ...length, ...options.headers };
  const at = { host: '127.0.0.1', port: url.port || (secure ? 443 : 80), servername: url.hostname };
  const asking = (secure ? secureRequest : request)({ ...at, path, method, headers, timeout: patience });
  asking.on('response', (answer) => {
    const parts: Buffer[] = [];
    let size = 0;
    answer.on('data', (part: Buffer) => {
      size += part.length;
      if (size > largest) answer.destroy(new Error('the answer is too large'));
      else parts.push(part);
    });
    answer.on('end', () =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
    );
    answer.on('error', fail);
  });
  asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
  asking.on('error', fail);
  asking.end(body);
  return promise;
}

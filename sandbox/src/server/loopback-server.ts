/** An HTTP server on 127.0.0.1 with a table of routes. It answers to loopback names only, so that no web page can rebind a name to it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxError, statusOf } from '../error.ts';
import { type Asked, json, type Reply, readBody } from './request.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Segments that begin with a colon are named parts; a last `*` takes the rest. */
  readonly path: string;
  readonly answer: (asked: Asked) => Reply | Promise<Reply>;
}

export interface ServeOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** How browsers see this server; `http://127.0.0.1:<port>` unless told. */
  readonly origin?: string | undefined;
  /** The routes, made when the origin is known. */
  readonly routes: (origin: string) => readonly Route[];
  /** How a refusal looks; JSON with `error` and `error_description` unless told. */
  readonly failure?: (error: SandboxError, asked: { readonly url: URL }) => Reply;
}

export interface Running {
  readonly port: number;
  readonly origin: string;
  close(): Promise<void>;
}

export async function serveLoopback(options: ServeOptions): Promise<Running> {
  const server = createServer();
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const origin = options.origin ?? `http://127.0.0.1:${port}`;
  const table = options.routes(origin);
  server.on('request', (message, response) => void respond(message, response, { ...options, origin }, table));
  return { port, origin, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  return promise;
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

type Known = ServeOptions & { readonly origin: string };

async function respond(message: IncomingMessage, response: ServerResponse, options: Known, table: readonly Route[]) {
  const url = URL.parse(message.url ?? '/', options.origin) ?? new URL(options.origin);
  try {
    refuseStrangeHost(message.headers.host, options.origin);
    const { route, params } = find(table, message.method ?? 'GET', url.pathname);
    const { method = 'GET', headers } = message;
    const asked = { method, url, params, headers, body: (limit?: number) => readBody(message, limit) };
    send(message, response, await route.answer(asked));
  } catch (error) {
    send(message, response, refusal(error, options, url));
  }
}

function refusal(error: unknown, options: Known, url: URL): Reply {
  if (error instanceof SandboxError) return (options.failure ?? plainFailure)(error, { url });
  process.stderr.write(`sandbox ${options.origin}${url.pathname}: ${error instanceof Error ? error.stack : error}\n`);
  return json({ error: 'server_error' }, 500);
}

function plainFailure(error: SandboxError): Reply {
  return json({ error: error.code, error_description: error.message }, statusOf(error.code));
}

function send(message: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body ?? '');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  response.setHeader('x-content-type-options', 'nosniff');
  // Not no-referrer: with it a browser sends our own forms with Origin null (Fetch, append a request Origin header).
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('content-length', body.length);
  // One reply per connection: after a restart no program holds a dead one.
  response.setHeader('connection', 'close');
  response.writeHead(reply.status ?? 200).end(message.method === 'HEAD' ? undefined : body);
}

/** Programs of HTTP/1.0 name no host; browsers always do. */
function refuseStrangeHost(host: string | undefined, origin: string): void {
  if (host === undefined || host === new URL(origin).host || isLoopbackName(host.replace(/:\d+$/, ''))) return;
  throw new SandboxError('wrong-host', 'This server answers to loopback names only.');
}

/** RFC 6761 6.3: localhost and the names below it. */
export function isLoopbackName(hostname: string): boolean {
  return /^(127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*localhost)$/i.test(hostname);
}

function find(table: readonly Route[], method: string, path: string) {
  const asked = method === 'HEAD' ? 'GET' : method;
  let known = false;
  for (const route of table) {
    const params = match(route.path, path);
    if (params && route.method === asked) return { route, params };
    known ||= params !== undefined;
  }
  throw known
    ? new SandboxError('wrong-method', `${method} is not answered here.`)
    : new SandboxError('not-found', 'There is nothing here.');
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  const open = wanted.at(-1) === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (open && index === wanted.length - 1) params['rest'] = given.slice(index).join('/');
    else if (part.startsWith(':')) params[part.slice(1)] = given[index] ?? '';
    else if (part !== given[index]) return undefined;
  }
  return params;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HealthReport } from '../../client/index.ts';
import { closeServer, listening } from './listener.ts';

/** Where balancers and operators ask, without TLS: this host or a network of its own. */
export type HealthAddress = { readonly host: string; readonly port: number };

/** What is told of a SAM beside its health: nothing secret, nothing of a signer. */
export type Told = () => Promise<HealthReport & { readonly [name: string]: unknown }>;

/**
 * Opens `/health/live` (this process) and `/health/ready` (200, or 503 with the name of what stops signing). Port 0 takes a free one;
 * `address` tells which.
 */
export async function openHealthDoor({ host, port }: HealthAddress, told: Told) {
  const server = createServer((request, response) => void answer(request, response, told));
  await listening(server, () => server.listen(port, host));
  const bound = server.address();
  const at = typeof bound === 'object' && bound !== null ? bound.port : port;
  return { address: { host, port: at }, close: () => closeServer(server) };
}

async function answer({ method, url }: IncomingMessage, response: ServerResponse, told: Told): Promise<void> {
  if (method !== 'GET') return reply(response, 405, { status: 'invalid' });
  if (url === '/health/live') return reply(response, 200, { status: 'ok' });
  if (url !== '/health/ready') return reply(response, 404, { status: 'not_found' });
  const report = await told();
  reply(response, report.status === 'ok' ? 200 : 503, report);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

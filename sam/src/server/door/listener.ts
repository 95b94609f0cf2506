import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certificateNames, type SamAddress } from '../../client/index.ts';
import type { Peer } from '../sam.ts';
import { SamStartError } from '../start-error.ts';

/** Answers one message of one peer; `certificate` (SHA-256, b64u) tells officers apart. Never throws. */
export type Answer = (
  peer: Peer,
  method: string,
  body: Uint8Array,
  certificate: string,
) => Promise<{ status: number; body: object }>;

export type Listener = { readonly address: SamAddress; close(): Promise<void> };

const bodyLimit = 8 * 1024 * 1024;

/**
 * Opens the door of one identity: a Unix socket readable by this user only, or TLS 1.3 with a client certificate of the private
 * authority that names this peer (EN 419 241-1 SRA_SAP). Port 0 takes a free one; `address` tells which.
 */
export async function listen(peer: Peer, address: SamAddress, answer: Answer): Promise<Listener> {
  const handle: RequestListener = (request, response) => void serve(request, response, peer, answer);
  const server = 'tls' in address ? createTlsServer(tlsOptions(address.tls), handle) : createServer(handle);
  const bound = 'socket' in address ? await bindSocket(server, address.socket) : await bindUrl(server, address.url);
  return { address: { ...address, ...bound } as SamAddress, close: () => closeServer(server) };
}

function tlsOptions(tls: { key: string; cert: string; ca: string }) {
  return { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' as const };
}

async function bindSocket(server: Server, socket: string): Promise<object> {
  await removeStale(socket);
  const mask = process.umask(0o177);
  try {
    await listening(server, () => server.listen({ path: socket }));
  } finally {
    process.umask(mask);
  }
  chmodSync(socket, 0o600);
  return {};
}

async function bindUrl(server: Server, url: string): Promise<object> {
  const { hostname, port } = new URL(url);
  await listening(server, () => server.listen(Number(port || 443), hostname));
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { url: `https://${hostname}:${bound.port}` } : {};
}

export function listening(server: Server, start: () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.once('listening', resolve);
  start();
  return promise;
}

// A socket file that nobody answers is what a killed SAM left behind.
async function removeStale(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = connect(path, () => resolve(true)).once('error', () => resolve(false));
  const answered = await promise;
  probe.destroy();
  if (answered)
    throw new SamStartError('in-use', `The socket ${path} is in use by another process. Stop that one first.`);
  rmSync(path, { force: true });
}

async function serve(request: IncomingMessage, response: ServerResponse, peer: Peer, answer: Answer): Promise<void> {
  if (!isPeer(request, peer)) return reply(response, 403, { error: 'policy', ref: 'channel' });
  if (request.method !== 'POST') return reply(response, 405, { error: 'invalid', ref: 'channel' });
  const body = await readBody(request);
  if (body === undefined) return reply(response, 413, { error: 'invalid', ref: 'channel' });
  const { status, body: message } = await answer(peer, (request.url ?? '').slice(1), body, certificateOf(request));
  reply(response, status, message);
}

// A Unix socket is guarded by its file mode; over TLS the certificate must name this very peer.
function isPeer({ socket }: IncomingMessage, peer: Peer): boolean {
  if (!('getPeerCertificate' in socket)) return true;
  return certificateNames((socket as TLSSocket).getPeerCertificate().subjectaltname, peer);
}

/** SHA-256 of the client's certificate in b64u; empty on a plain socket. */
function certificateOf({ socket }: IncomingMessage): string {
  if (!('getPeerCertificate' in socket)) return '';
  const { raw } = (socket as TLSSocket).getPeerCertificate();
  return raw === undefined ? '' : createHash('sha256').update(raw).digest('base64url');
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyLimit) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, message: object): void {
  const body = Buffer.from(JSON.stringify(message));
  const over = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...over }).end(body);
}

// Calls under way may finish; kept connections and laggards are cut after a grace.
export async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const laggards = setTimeout(() => server.closeAllConnections(), 1_000);
  await promise;
  clearTimeout(laggards);
}

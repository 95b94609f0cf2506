/** A server on loopback for one test, and the way out that may reach it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type Outward, openOutward } from '../outward/outward.ts';
import type { TlsIdentity } from '../outward/policy.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly body: Uint8Array;
}

export interface Served {
  readonly url: string;
  /** What was asked so far. */
  readonly asked: readonly Asked[];
}

export type Answer = (asked: Asked, response: ServerResponse) => unknown;

/** Over TLS with an identity, PEM; whoever asks may show a certificate, which is judged by `ca`. */
export async function serve(t: TestContext, answer: Answer, tls?: Required<TlsIdentity>): Promise<Served> {
  const asked: Asked[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    asked.push({ request, body: new Uint8Array(Buffer.concat(parts)) });
    await answer(asked.at(-1) as Asked, response);
  };
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** May reach this machine. */
export const nearby: Outward = openOutward({ privateHosts: ['127.0.0.1'] });

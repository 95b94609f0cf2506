import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { PeerCertificate } from 'node:tls';
import { SamError, type SamErrorCode, samErrorCodes } from './error.ts';

/** PEM texts: our private key and certificate, and the one authority that both sides believe. */
export type SamTls = { readonly key: string; readonly cert: string; readonly ca: string };

/** Where a SAM listener is: a Unix socket of the same host, mutual TLS, or (officers) mutual TLS over such a socket. */
export type SamAddress = { readonly socket: string } | OfficerAddress;

/** The officers' door knows its visitors by their certificates, wherever it is. */
export type OfficerAddress =
  | { readonly socket: string; readonly tls: SamTls }
  | { readonly url: string; readonly tls: SamTls };

/** Who has a certificate on these channels. */
export type ChannelRole = 'sam' | 'ssa' | 'sic' | 'officer' | 'messaging';

/** The name a certificate of this channel carries as a subjectAltName URI; the authority alone does not say who is who. */
export function channelIdentity(role: ChannelRole): string {
  return `urn:chancery:${role}`;
}

/** True if the certificate names the role; Node writes `URI:urn:chancery:ssa, DNS:...`. */
export function certificateNames(subjectAltName: string | undefined, role: ChannelRole): boolean {
  return (subjectAltName ?? '').split(', ').includes(`URI:${channelIdentity(role)}`);
}

const deadline = 60_000;
/** Idle connections that are kept (the agent's own limit is 256). */
const mostKept = 16;
const replyLimit = 16 * 1024 * 1024;

interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/** One message exchange: POST /<method> with a JSON object, a JSON object back. The life of its connections is the channel's. */
export class Channel {
  readonly #agent: HttpAgent;
  readonly #options: RequestOptions;
  readonly #request: typeof httpRequest;

  constructor(address: SamAddress) {
    const secure = 'tls' in address;
    this.#agent = secure
      ? new HttpsAgent(tlsOptions(address.tls))
      : new HttpAgent({ keepAlive: true, maxFreeSockets: mostKept });
    this.#options = 'url' in address ? urlOptions(address.url) : { socketPath: address.socket };
    this.#request = secure ? httpsRequest : httpRequest;
  }

  /** The reply to `message`. Throws SamError: the SAM's own code, or `module_unavailable` when it cannot be reached. */
  async call(method: string, message: object): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(message));
    const reply = await this.#deliver(method, body, mostKept).catch(unavailable);
    return readReply(reply.status, reply.body);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** After a pause every kept connection may be stale, so the next one is tried until they are used up. */
  async #deliver(method: string, body: Buffer, kept: number): Promise<Reply> {
    try {
      return await this.#send(method, body);
    } catch (cause) {
      if (kept === 0 || !isStale(cause)) throw cause;
      return this.#deliver(method, body, kept - 1);
    }
  }

  #send(method: string, body: Buffer): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const options = {
      ...this.#options,
      path: `/${method}`,
      method: 'POST',
      agent: this.#agent,
      headers,
      timeout: deadline,
    };
    const request = this.#request(options, (response) => {
      collect(response).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }), reject);
    });
    request.on('timeout', () => request.destroy(new Error('no reply in time')));
    request.on('error', (error) => reject(request.reusedSocket ? new StaleSocket(error) : error));
    request.end(body);
    return promise;
  }
}

// A kept connection that the server closed meanwhile: the message never arrived whole, so it is sent once more.
class StaleSocket extends Error {
  override readonly cause: NodeJS.ErrnoException;
  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message);
    this.cause = cause;
  }
}

function isStale(error: unknown): boolean {
  return error instanceof StaleSocket && (error.cause.code === 'ECONNRESET' || error.cause.code === 'EPIPE');
}

function unavailable(cause: unknown): never {
  throw new SamError('module_unavailable', 'unreachable', {
    message: 'the signature activation module cannot be reached',
    cause,
  });
}

// Private authority, TLS 1.3 only, both sides named (EN 419 241-1, SRA_SAP).
function tlsOptions(tls: SamTls) {
  return {
    ...tls,
    keepAlive: true,
    maxFreeSockets: mostKept,
    minVersion: 'TLSv1.3' as const,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      certificateNames(certificate.subjectaltname, 'sam') ? undefined : new Error('the peer is not a SAM'),
  };
}

function urlOptions(url: string): RequestOptions {
  const { hostname, port } = new URL(url);
  return { hostname, port };
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > replyLimit) throw new Error('reply too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readReply(status: number, body: Buffer): unknown {
  const reply = parseJson(body);
  if (status === 200) return reply;
  const { error, ref } = (reply ?? {}) as { error?: unknown; ref?: unknown };
  throw new SamError(isCode(error) ? error : 'module_unavailable', typeof ref === 'string' ? ref : `http ${status}`);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    return unavailable(cause);
  }
}

function isCode(value: unknown): value is SamErrorCode {
  return (samErrorCodes as readonly unknown[]).includes(value);
}

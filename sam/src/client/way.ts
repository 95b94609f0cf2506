import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { mostKept, type SamAddress, tlsOptions, urlOptions } from './sam-address.ts';

/** Milliseconds for a reply, and for a connection to be there at all. */
const deadline = 60_000;
const reachedWithin = 10_000;
const replyLimit = 16 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/** No connection came about: nothing of the message has arrived. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

/** The way to one SAM: its connections. */
export class Way {
  readonly #agent: HttpAgent;
  readonly #options: RequestOptions;
  readonly #secure: boolean;

  constructor(address: SamAddress) {
    this.#secure = 'tls' in address;
    this.#agent =
      'tls' in address
        ? new HttpsAgent(tlsOptions(address.tls))
        : new HttpAgent({ keepAlive: true, maxFreeSockets: mostKept });
    this.#options = 'url' in address ? urlOptions(address.url) : { socketPath: address.socket };
  }

  close(): void {
    this.#agent.destroy();
  }

  /** After a pause every kept connection may be stale, so the next one is tried until they are used up. Throws NotReached, too. */
  async send(method: string, body: Buffer, kept = mostKept): Promise<Reply> {
    try {
      return await this.#sendOnce(method, body);
    } catch (cause) {
      if (kept === 0 || !isStale(cause)) throw cause;
      return this.send(method, body, kept - 1);
    }
  }

  #sendOnce(method: string, body: Buffer): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const message = { path: `/${method}`, method: 'POST', agent: this.#agent, headers, timeout: deadline };
    const request = (this.#secure ? httpsRequest : httpRequest)({ ...this.#options, ...message }, (response) => {
      collect(response).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }), reject);
    });
    let reached = false;
    const late = setTimeout(() => request.destroy(new Error('not reached in time')), reachedWithin);
    request.on('socket', (socket) => {
      const there = () => {
        reached = true;
        clearTimeout(late);
      };
      if (request.reusedSocket) there();
      else socket.once(this.#secure ? 'secureConnect' : 'connect', there);
    });
    request.on('timeout', () => request.destroy(new Error('no reply in time')));
    request.on('error', (error) => {
      clearTimeout(late);
      if (!reached) reject(new NotReached(error.message, { cause: error }));
      else reject(request.reusedSocket ? new StaleSocket(error) : error);
    });
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

/**
 * The one way out for what certificates and operators point at: time-stamping authorities, OCSP responders, lists, issuers. Addresses
 * come from documents of strangers, so every destination is checked before it is dialled, and after every redirect again.
 */
import type { IncomingMessage } from 'node:http';
import { ConnectorError } from '../connector-error.ts';
import { exchange } from './connection.ts';
import { type Destination, decideDestination, type Resolve, requireAllowed, type Scheme } from './destination.ts';
import { type OutwardPolicy, requirePolicy, type TlsIdentity } from './policy.ts';

export interface OutwardRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly schemes: readonly Scheme[];
  /** Octets of the answer, at most. */
  readonly largest: number;
  /** From the first look-up to the last octet. */
  readonly milliseconds: number;
  /** How many are followed, by GET only; none unless told. */
  readonly redirects?: number;
  readonly tls?: TlsIdentity;
}

export interface OutwardAnswer {
  readonly status: number;
  /** Without parameters, in lower case; empty when there is none. */
  readonly mediaType: string;
  readonly body: Uint8Array;
}

export interface Outward {
  /**
   * Any status is an answer. Throws ConnectorError: `forbidden` for a destination that may not be dialled, `malformed` for an
   * answer that is too long, `unreachable` for everything else.
   */
  ask(request: OutwardRequest): Promise<OutwardAnswer>;
  /** For an address that is kept to be asked later: throws ConnectorError `forbidden` if it never could be, whatever its name leads to. */
  requireAllowed(url: string, schemes: readonly Scheme[]): void;
}

/** Throws ConnectorError `configuration`. `resolve` is for tests. */
export function openOutward(policy: OutwardPolicy = {}, resolve?: Resolve): Outward {
  requirePolicy(policy);
  return {
    ask: (request) => ask(request, policy, resolve),
    requireAllowed: (url, schemes) => void requireAllowed(url, schemes, policy),
  };
}

async function ask(
  request: OutwardRequest,
  policy: OutwardPolicy,
  resolve: Resolve | undefined,
): Promise<OutwardAnswer> {
  const signal = AbortSignal.timeout(request.milliseconds);
  try {
    return await follow(request, { policy, resolve, signal });
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    const why = signal.aborted ? 'does not answer in time' : 'cannot be reached';
    throw new ConnectorError('unreachable', `${URL.parse(request.url)?.origin} ${why}`, { cause });
  }
}

interface Way {
  readonly policy: OutwardPolicy;
  readonly resolve: Resolve | undefined;
  readonly signal: AbortSignal;
}

async function follow(request: OutwardRequest, way: Way): Promise<OutwardAnswer> {
  const to = await raced(decideDestination(request.url, request.schemes, way.policy, way.resolve), way.signal);
  const answer = await raced(exchange(to, way.policy, { ...asked(request), signal: way.signal }), way.signal);
  const next = redirection(answer, to, request);
  if (!next) return await read(answer, request);
  answer.destroy();
  return follow(next, way);
}

/** Name look-ups know no signal. */
function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop);
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}

function asked({ method = 'GET', headers = {}, body, tls }: OutwardRequest) {
  const length = body ? { 'content-length': String(body.length) } : {};
  return { method, headers: { ...headers, ...length, 'accept-encoding': 'identity' }, body, tls };
}

/** The request to the new place; what was meant for the first one (credentials, certificates) does not go there. */
function redirection(
  answer: IncomingMessage,
  { url }: Destination,
  request: OutwardRequest,
): OutwardRequest | undefined {
  const { statusCode = 0, headers } = answer;
  if (![301, 302, 303, 307, 308].includes(statusCode) || request.method === 'POST' || !request.redirects)
    return undefined;
  const next = URL.parse(headers.location ?? '', url.href);
  if (!next || headers.location === undefined)
    throw new ConnectorError('malformed', `${url.origin} redirects to nowhere`);
  const downgraded = url.protocol === 'https:' && next.protocol !== 'https:';
  if (downgraded) throw new ConnectorError('forbidden', `${url.origin} redirects to a place without TLS`);
  const { tls: _, headers: own, ...rest } = request;
  const same = next.origin === url.origin;
  return {
    ...rest,
    ...(same && request.tls ? { tls: request.tls } : {}),
    ...(same && own ? { headers: own } : {}),
    url: next.href,
    redirects: request.redirects - 1,
  };
}

async function read(answer: IncomingMessage, { largest, url }: OutwardRequest): Promise<OutwardAnswer> {
  const tooLong = () => new ConnectorError('malformed', `the answer of ${URL.parse(url)?.origin} is too long`);
  if (Number(answer.headers['content-length'] ?? 0) > largest) throw stopped(answer, tooLong());
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largest) throw stopped(answer, tooLong());
    parts.push(part);
  }
  const mediaType = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { status: answer.statusCode ?? 0, mediaType, body: new Uint8Array(Buffer.concat(parts, size)) };
}

function stopped(answer: IncomingMessage, error: ConnectorError): ConnectorError {
  answer.destroy();
  return error;
}

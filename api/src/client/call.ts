import { isProblem, type Problem } from '../problem.ts';
import { type Content, jsonText } from './json-text.ts';

/** `origin`: where the SSA is seen, without a path. `timeout` in milliseconds: 60,000 unless told. */
export interface ClientOptions {
  readonly origin: string;
  readonly timeout?: number;
}

/** The API refused, or could not be reached. `code` is the problem's, or `oauth`, `unreachable` or `malformed`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: Problem['code'] | 'oauth' | 'unreachable' | 'malformed';
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly reference: string | undefined;

  constructor(
    code: ApiError['code'],
    status: number,
    message: string,
    more: { reference?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = status;
    this.reference = more.reference;
  }
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  /** Sent as JSON; documents in it as `Octets`. */
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as they are. */
  readonly octets?: Content;
  /** Takes as long as its octets do: no timeout. */
  readonly lasting?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The JSON of a 2xx answer; undefined for one without content. Throws ApiError. */
export async function callJson(options: ClientOptions, call: Call): Promise<unknown> {
  const answer = await send(options, call);
  const text = await answer.text();
  if (answer.ok) return text === '' ? undefined : parsed(text, answer.status);
  throw refusal(answer.status, parsed(text, answer.status));
}

/** A 2xx answer whose octets are still to be read. Throws ApiError. */
export async function callAnswer(options: ClientOptions, call: Call): Promise<Response> {
  const answer = await send(options, call);
  if (answer.ok) return answer;
  throw refusal(answer.status, parsed(await answer.text(), answer.status));
}

function send({ origin, timeout = 60_000 }: ClientOptions, call: Call): Promise<Response> {
  const { method, path, token, lasting } = call;
  const headers = {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...contentType(call),
    ...call.headers,
  };
  const init = { method, headers, body: contentOf(call), duplex: 'half', redirect: 'error' } as const;
  const patience = lasting === undefined ? { signal: AbortSignal.timeout(timeout) } : {};
  return fetch(`${origin}${path}`, { ...init, ...patience }).catch((cause) => {
    throw new ApiError('unreachable', 0, `${origin} does not answer`, { cause });
  });
}

function contentType({ body, octets }: Call) {
  if (octets !== undefined) return { 'content-type': 'application/octet-stream' };
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

function contentOf({ body, form, octets }: Call) {
  if (form !== undefined) return new URLSearchParams(form);
  if (octets !== undefined) return octets instanceof Uint8Array ? new Uint8Array(octets) : streamOf(octets);
  return body === undefined ? null : streamOf(jsonText(body));
}

function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream {
  return ReadableStream.from(pieces);
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError('malformed', status, `an answer with status ${status} that is not JSON`, { cause });
  }
}

function refusal(status: number, body: unknown): ApiError {
  if (isProblem(body)) return new ApiError(body.code, status, body.detail, { reference: body.reference });
  const { error, error_description: text } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof error === 'string') return new ApiError('oauth', status, `${error}: ${text ?? ''}`);
  return new ApiError('malformed', status, `an answer with status ${status} that is no problem report`);
}

/** A request as the sandbox servers read it: bounded body, form, JSON, cookies. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SandboxError } from '../error.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** The named parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The whole body; refuses with `too-large` beyond `limit` octets (64 kB unless told). */
  body(limit?: number): Promise<Buffer>;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** What is too large is read to its end and thrown away, so that a browser gets to see the refusal. */
export function readBody(message: IncomingMessage, limit = 65_536): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  let size = 0;
  message.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= limit) parts.push(part);
    else parts.length = 0;
  });
  message.on('end', () => {
    if (size <= limit) resolve(Buffer.concat(parts));
    else reject(new SandboxError('too-large', `The body is larger than ${limit} octets.`));
  });
  message.on('error', reject);
  return promise;
}

function mediaType(asked: Asked): string {
  return (asked.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The fields of a form; each at most once, as OAuth demands (RFC 6749 3.1). */
export async function readForm(asked: Asked): Promise<URLSearchParams> {
  requireType(asked, 'application/x-www-form-urlencoded');
  return refuseRepeated(new URLSearchParams((await asked.body()).toString('utf8')));
}

function refuseRepeated(fields: URLSearchParams): URLSearchParams {
  if (new Set(fields.keys()).size < fields.size)
    throw new SandboxError('invalid_request', 'A parameter is given twice.');
  return fields;
}

/** The members of a JSON object. */
export async function readJson(asked: Asked): Promise<Readonly<Record<string, unknown>>> {
  requireType(asked, 'application/json');
  try {
    const value: unknown = JSON.parse((await asked.body()).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new SandboxError('input', 'The body is not a JSON object.');
}

export function requireType(asked: Asked, type: string): void {
  if (mediaType(asked) !== type) throw new SandboxError('media-type', `The body must be ${type}.`);
}

export function cookie(asked: Asked, name: string): string | undefined {
  const pairs = (asked.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A page of another origin may not post here; a program that is no browser sends neither header. */
export function refuseOtherPages(asked: Asked, origin: string): void {
  const site = asked.headers['sec-fetch-site'];
  const sender = asked.headers.origin;
  if ((site !== undefined && site !== 'same-origin') || (sender !== undefined && sender !== origin)) {
    throw new SandboxError('forbidden', 'This form was sent by a page of another origin.');
  }
}

export function json(value: unknown, status = 200): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

export function seeOther(location: string, headers: Readonly<Record<string, string | readonly string[]>> = {}): Reply {
  return { status: 303, headers: { ...headers, location, 'cache-control': 'no-store' } };
}

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { SsaError } from '../ssa-error.ts';

/** What passed: how many octets, and their SHA-256 in base64url. */
export interface Measure {
  readonly size: number;
  readonly sha256: string;
}

/** The octets on their way, and what they measured once all have passed. Throws SsaError `too_large` at the first too many. */
export function measured(octets: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, limit: number) {
  const hash = createHash('sha256');
  let size = 0;
  const passing = async function* () {
    for await (const piece of octets) {
      size += piece.length;
      if (size > limit) throw tooLarge(limit);
      hash.update(piece);
      yield piece;
    }
  };
  return { octets: passing(), measure: (): Measure => ({ size, sha256: hash.digest('base64url') }) };
}

/** Whether the body is a form still to be read, and not JSON. Throws SsaError `unsupported_media_type` when it is neither. */
export function isForm({ body, headers }: FastifyRequest): boolean {
  if (body !== undefined) return false;
  if (/^multipart\/form-data/i.test(headers['content-type'] ?? '')) return true;
  throw new SsaError('unsupported_media_type', 'Send application/json or multipart/form-data.');
}

/** How many octets the body will have: what its sender says, or as many as are allowed. Throws SsaError `too_large`. */
export function announced({ headers }: FastifyRequest, limit: number): number {
  const length = headers['content-length'];
  const size = length === undefined ? limit : Number(length);
  if (size > limit) throw tooLarge(limit);
  return size;
}

const patience = 60_000;

/** The octets of a body as they come. A sender who stops for a minute is gone; throws SsaError `invalid_request` then. */
export async function* bodyOctets({ raw }: FastifyRequest): AsyncGenerator<Uint8Array> {
  raw.setTimeout?.(patience, () => raw.destroy());
  try {
    // Not destroyed by a reader who has had enough: the refusal still has to go out on this connection.
    yield* (raw as Readable).iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new SsaError('invalid_request', 'The upload broke off.', { cause });
  } finally {
    // What is made of it may take longer.
    raw.setTimeout?.(0);
  }
}

function tooLarge(limit: number): SsaError {
  return new SsaError('too_large', `More than ${limit} octets are not accepted here.`);
}

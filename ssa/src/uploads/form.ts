import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { SsaError } from '../ssa-error.ts';

export interface Part {
  readonly name: string;
  /** To be read to its end. */
  readonly octets: Readable;
}

/** A request, a thousand documents, and one part too many for whoever takes them to say so. */
const most = 1_002;

/**
 * Hands the parts of a form (RFC 7578) to `take`, one after the other; fields and files alike, and no part is ever held. When
 * this is over, so is every `take`. Throws what reading `body` or taking a part throws, and SsaError `invalid_request` for
 * what is not a form.
 */
export async function readForm(
  contentType: string,
  body: AsyncIterable<Uint8Array>,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  const parser = parserFor(contentType);
  const stop = new AbortController();
  const parts: Readable[] = [];
  parser.on('partsLimit', () => stop.abort(tooMany()));
  let turn = Promise.resolve();
  parser.on('file', (name, octets) => {
    parts.push(octets.on('error', () => undefined));
    turn = turn.then(() => take({ name: name ?? '', octets }));
    turn.catch((error: unknown) => stop.abort(error));
  });
  try {
    await pipeline(Readable.from(body), parser, { signal: stop.signal });
    await turn;
  } catch (error) {
    for (const octets of parts) octets.destroy(error as Error);
    await turn.catch(() => undefined);
    throw stop.signal.aborted ? stop.signal.reason : refusalOf(error);
  }
}

export function twice({ name }: Part): SsaError {
  return new SsaError('invalid_request', `The form has more than one part named ${name}.`);
}

/** Small ones wait in memory for their turn, so that they are counted before. */
function tooMany(): SsaError {
  return new SsaError('invalid_request', `The form has more than ${most} parts.`);
}

function parserFor(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, isPartAFile: () => true, limits: { parts: most } });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof SsaError) return error;
  return new SsaError('invalid_request', 'The body is not a whole multipart form.', { cause: error as Error });
}

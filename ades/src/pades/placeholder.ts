import type { Hash } from 'node:crypto';
import { AdesError } from '../error.ts';
import type { Revision } from '../pdf/revision.ts';
import { type PdfSource, piecesOf } from '../pdf/source.ts';
import { layOutUpdate } from '../pdf/update.ts';
import type { PdfReference } from '../pdf/value.ts';
import { type DraftSignature, writeByteRange } from './signature-dictionary.ts';

/** What will follow a document, with room for a CMS or a time-stamp token (ISO 32000-2, 12.8.1). */
export interface Placeholder {
  /** What follows the original, `/Contents` filled with zeros. */
  readonly appendix: Uint8Array;
  readonly byteRange: [number, number, number, number];
  /** Offset of the `<` of `/Contents` in the whole file. */
  readonly contentsOffset: number;
  /** Characters from `<` to `>`, both included. */
  readonly contentsLength: number;
}

/** Lays out a revision whose signature dictionary is the draft, and writes its byte range. */
export function layOutPlaceholder(
  revision: Revision,
  signature: PdfReference,
  draft: DraftSignature,
  seed: string,
): Placeholder {
  revision.setBody(signature, draft.body);
  const { appendix, bodyOffsets } = layOutUpdate(revision, seed);
  const { size } = revision.document.source;
  const { contentsLength } = draft;
  const body = bodyOffsets.get(signature.number)!;
  const contentsOffset = body + draft.contentsAt;
  const end = contentsOffset + contentsLength;
  const byteRange: Placeholder['byteRange'] = [0, contentsOffset, end, size + appendix.length - end];
  appendix.set(Buffer.from(writeByteRange(byteRange), 'latin1'), body - size + draft.byteRangeAt);
  return { appendix, byteRange, contentsOffset, contentsLength };
}

/** The digest of all but the contents. */
export function coveredDigest(pdf: Uint8Array, placeholder: Placeholder, hash: Hash): Uint8Array {
  for (const piece of piecesOf(pdf)) hash.update(piece);
  return withAppendix(placeholder, hash);
}

/** The same of a document that is read in parts. */
export async function coveredDigestFrom(source: PdfSource, placeholder: Placeholder, hash: Hash): Promise<Uint8Array> {
  for await (const piece of source.stream()) hash.update(piece);
  return withAppendix(placeholder, hash);
}

function withAppendix({ appendix, byteRange, contentsLength }: Placeholder, hash: Hash): Uint8Array {
  const gap = appendix.length - byteRange[3] - contentsLength;
  hash.update(appendix.subarray(0, gap));
  return hash.update(appendix.subarray(gap + contentsLength)).digest();
}

/** The appendix with the octets in place, of the same length. Throws AdesError `placeholder-too-small`: nothing is cut. */
export function fillPlaceholder(placeholder: Placeholder, octets: Uint8Array): Uint8Array {
  const room = (placeholder.contentsLength - 2) / 2;
  if (octets.length > room) {
    throw new AdesError('placeholder-too-small', `${octets.length} bytes for a placeholder of ${room}`);
  }
  const appendix = Uint8Array.from(placeholder.appendix);
  appendix.set(Buffer.from(Buffer.from(octets).toString('hex'), 'latin1'), hexStart(placeholder));
  return appendix;
}

/** The gap of the byte range and the placeholder must be the same place. */
function hexStart({ appendix, byteRange, contentsOffset, contentsLength }: Placeholder): number {
  const [, before, after, rest] = byteRange;
  const start = contentsOffset - (after + rest - appendix.length) + 1;
  const fits = before === contentsOffset && after === contentsOffset + contentsLength;
  if (fits && appendix[start - 1] === 0x3c && appendix[start + contentsLength - 2] === 0x3e) return start;
  throw new AdesError('input', 'the stored preparation contradicts itself');
}

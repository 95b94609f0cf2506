/** ASN.1 without looking inside (X.690): for structures of millions of elements, and for octets that must stay as they are. */
import { PkiError } from './error.ts';

/** One element as it stands: the complete encoding and its contents. */
export interface Slice {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly value: Uint8Array;
}

const maxDepth = 48;

/** The elements that follow one another in `bytes`, BER included. Throws PkiError: `too-large` for more than `most`. */
export function slicesOf(bytes: Uint8Array, most = 10_000): Slice[] {
  const slices: Slice[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (slices.length === most) throw new PkiError('too-large', 'too many elements');
    const slice = sliceAt(bytes, at);
    slices.push(slice);
    at += slice.bytes.length;
  }
  return slices;
}

/** The first element in `bytes`; what follows is not looked at. */
export function sliceAt(bytes: Uint8Array, at = 0): Slice {
  const end = elementEnd(bytes, at, bytes.length, 0);
  const start = contentStart(bytes, at, end);
  // Indefinite lengths end with two octets that are no contents.
  const trailer = isIndefinite(bytes, at) ? 2 : 0;
  return { tag: bytes[at] as number, bytes: bytes.subarray(at, end), value: bytes.subarray(start, end - trailer) };
}

/** Where the contents of the element at `at` begin. */
export function contentStart(bytes: Uint8Array, at: number, limit: number): number {
  const first = octet(bytes, at + 1, limit);
  return first <= 0x80 ? at + 2 : at + 2 + (first & 0x7f);
}

/** Where the element at `at` ends: not beyond `limit`. Throws PkiError. */
export function elementEnd(bytes: Uint8Array, at: number, limit: number, depth = 0): number {
  const tag = octet(bytes, at, limit);
  if (tag === 0) throw new PkiError('malformed', 'end-of-contents out of place');
  if ((tag & 0x1f) === 0x1f) throw new PkiError('unsupported', 'high tag numbers are not used here');
  const start = contentStart(bytes, at, limit);
  if (isIndefinite(bytes, at)) return indefiniteEnd(bytes, at, start, limit, depth);
  const end = start + length(bytes, at, start, limit);
  if (end > limit) throw new PkiError('malformed', 'length runs past the end');
  return end;
}

function isIndefinite(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === 0x80;
}

function length(bytes: Uint8Array, at: number, start: number, limit: number): number {
  const first = bytes[at + 1] as number;
  if (first < 0x80) return first;
  if (start - at - 2 > 6) throw new PkiError('malformed', 'length of more than six octets');
  let length = 0;
  for (let i = at + 2; i < start; i++) length = length * 256 + octet(bytes, i, limit);
  return length;
}

function indefiniteEnd(bytes: Uint8Array, at: number, start: number, limit: number, depth: number): number {
  if (!(octet(bytes, at, limit) & 0x20)) throw new PkiError('malformed', 'indefinite length of a primitive');
  if (depth === maxDepth) throw new PkiError('too-large', 'nested too deeply');
  let next = start;
  while (octet(bytes, next, limit) !== 0 || octet(bytes, next + 1, limit) !== 0)
    next = elementEnd(bytes, next, limit, depth + 1);
  return next + 2;
}

function octet(bytes: Uint8Array, at: number, limit: number): number {
  if (at >= limit) throw new PkiError('malformed', 'ends too early');
  return bytes[at] as number;
}

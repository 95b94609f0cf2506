import { AdesError, tooComplex } from '../error.ts';
import { Lexer } from './lexer.ts';

/**
 * A file read in parts, so that a document of a gigabyte needs no memory of its size. What is read must not change
 * while a document is in use.
 */
export interface PdfSource {
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`, which is at most `size`. */
  read(start: number, end: number): Uint8Array;
  /** The whole file from its first byte, in pieces, for digests. */
  stream(): AsyncIterable<Uint8Array>;
}

/** A file that is in memory. */
export function bytesSource(bytes: Uint8Array): PdfSource {
  return {
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end),
    stream: async function* () {
      yield* piecesOf(bytes);
    },
  };
}

const piece = 64 * 1024 * 1024;

/** Digest functions take no more than two gigabytes at once. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

/** Holds a signature dictionary with the room that is usual for one: read again, it would cost more than its octets. */
const firstWindow = 32 * 1024;
const largestWindow = 64 * 1024 * 1024;

/** Reads what stands at an offset, in as small a window as holds it. */
export function parseAt<T>(source: PdfSource, offset: number, parse: (lexer: Lexer) => T): T {
  for (let size = firstWindow; ; size *= 4) {
    const end = Math.min(offset + size, source.size);
    const lexer = new Lexer(source.read(offset, end), 0, offset);
    const result = attempt(() => parse(lexer));
    if (lexer.ranOut && end < source.size && size < largestWindow) continue;
    if (lexer.ranOut && end < source.size) throw tooComplex(`an object of more than ${largestWindow} bytes`);
    if ('refusal' in result) throw result.refusal;
    return result.value;
  }
}

/** A window that ends too early makes anything look damaged, so its refusal waits. */
function attempt<T>(parse: () => T): { readonly value: T } | { readonly refusal: AdesError } {
  try {
    return { value: parse() };
  } catch (cause) {
    if (cause instanceof AdesError) return { refusal: cause };
    throw cause;
  }
}

import { damaged, tooComplex } from '../error.ts';
import { decodeStream } from './filter.ts';
import { latin1 } from './lexer.ts';
import type { PdfSource } from './source.ts';
import { isInteger, type PdfDictionary, type PdfStream, type PdfValue } from './value.ts';

/** How a stream is read: at most `limit` bytes, references followed where there may be any, decrypted where needed. */
export interface Reading {
  readonly limit: number;
  resolve(value: PdfValue): PdfValue;
  decrypt(stream: PdfStream, data: Uint8Array): Uint8Array;
}

/** The decoded data of a stream. */
export function streamData(source: PdfSource, stream: PdfStream, reading: Reading): Uint8Array {
  const encoded = reading.decrypt(stream, encodedData(source, stream, reading));
  const filters = list(stream.dictionary, 'Filter', reading).map(filterName);
  const parameters = list(stream.dictionary, 'DecodeParms', reading).map(asDictionary);
  return decodeStream(encoded, filters, parameters, reading.limit);
}

function encodedData(source: PdfSource, { dictionary, dataStart }: PdfStream, { limit, resolve }: Reading): Uint8Array {
  const length = resolve(dictionary.entries.get('Length') ?? { kind: 'null' });
  if (!isInteger(length) || length.value < 0) throw damaged('a stream without a length');
  const end = dataStart + length.value;
  requireEnd(source, end);
  if (length.value > limit) throw tooComplex(`a stream of more than ${limit} bytes`);
  return source.read(dataStart, end);
}

/** ISO 32000-2, 7.3.8.1: the word `endstream` follows, after at most a line end (some producers pad with spaces). */
function requireEnd(source: PdfSource, end: number): void {
  const after = source.read(Math.min(end, source.size), Math.min(end + 13, source.size));
  if (/^[\0\t\n\f\r ]{0,4}endstream/.test(latin1(after))) return;
  throw damaged(`a stream does not end where its length says, at offset ${end}`);
}

function list(dictionary: PdfDictionary, key: string, { resolve }: Reading): PdfValue[] {
  const value = resolve(dictionary.entries.get(key) ?? { kind: 'null' });
  if (value.kind === 'array') return value.items.map(resolve);
  return value.kind === 'null' ? [] : [value];
}

function filterName(value: PdfValue): string {
  if (value.kind !== 'name') throw damaged('a stream with an unreadable filter');
  return value.value;
}

function asDictionary(value: PdfValue): PdfDictionary | undefined {
  return value.kind === 'dictionary' ? value : undefined;
}

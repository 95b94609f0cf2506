import { damaged } from '../error.ts';
import { decodeStream } from './filter.ts';
import { isSpace, latin1 } from './lexer.ts';
import { isInteger, type PdfDictionary, type PdfStream, type PdfValue } from './value.ts';

/** The decoded data of a stream, at most `limit` bytes. `resolve` follows references, where there may be any. */
export function streamData(
  bytes: Uint8Array,
  stream: PdfStream,
  limit: number,
  resolve: (value: PdfValue) => PdfValue,
): Uint8Array {
  const length = resolve(stream.dictionary.entries.get('Length') ?? { kind: 'null' });
  if (!isInteger(length) || length.value < 0) throw damaged('a stream without a length');
  const end = stream.dataStart + length.value;
  requireEnd(bytes, end);
  const filters = list(stream.dictionary, 'Filter', resolve).map(filterName);
  const parameters = list(stream.dictionary, 'DecodeParms', resolve).map(asDictionary);
  return decodeStream(bytes.subarray(stream.dataStart, end), filters, parameters, limit);
}

/** ISO 32000-2, 7.3.8.1: the word `endstream` follows, after at most a line end (some producers pad with spaces). */
function requireEnd(bytes: Uint8Array, end: number): void {
  let at = end;
  while (at < end + 4 && isSpace(bytes[at] ?? 0x21)) at++;
  if (latin1(bytes, Math.min(at, bytes.length), Math.min(at + 9, bytes.length)) !== 'endstream') {
    throw damaged(`a stream does not end where its length says, at offset ${end}`);
  }
}

function list(dictionary: PdfDictionary, key: string, resolve: (value: PdfValue) => PdfValue): PdfValue[] {
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

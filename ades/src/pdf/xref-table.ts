import { damaged } from '../error.ts';
import { isSpace, type Lexer, latin1 } from './lexer.ts';
import { Parser } from './parser.ts';
import type { PdfDictionary } from './value.ts';
import type { XrefEntry, XrefRange, XrefSection } from './xref.ts';

const largestObjectNumber = 8_388_607;
const entryLength = 20;

/** A cross-reference table (ISO 32000-2, 7.5.4). `lexer` stands behind the word `xref`. */
export function readXrefTable(bytes: Uint8Array, offset: number, lexer: Lexer): XrefSection {
  const ranges: XrefRange[] = [];
  for (;;) {
    const token = lexer.next();
    if (token.kind === 'keyword' && token.value === 'trailer') break;
    const first = count(token.kind === 'number' ? token.value : undefined, lexer);
    const second = lexer.next();
    ranges.push(readRange(bytes, first, count(second.kind === 'number' ? second.value : undefined, lexer), lexer));
  }
  return { kind: 'table', offset, ranges, trailer: readTrailer(bytes, lexer.position) };
}

function count(value: number | undefined, lexer: Lexer): number {
  if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= largestObjectNumber) return value;
  throw damaged(`the cross-reference table cannot be read before offset ${lexer.position}`);
}

function readTrailer(bytes: Uint8Array, position: number): PdfDictionary {
  const trailer = new Parser(bytes, position).value();
  if (trailer.kind !== 'dictionary') throw damaged('a trailer that is no dictionary');
  return trailer;
}

/** Entries of 20 bytes, as the standard wants them, are read in place; others (one-byte line ends) one by one. */
function readRange(bytes: Uint8Array, first: number, entries: number, lexer: Lexer): XrefRange {
  if (first + entries > largestObjectNumber + 1) throw damaged('object numbers beyond the largest possible');
  if (entries * 18 > bytes.length - lexer.position) throw damaged('a cross-reference table longer than the file');
  lexer.skipSpace();
  const start = lexer.position;
  if (!hasFixedEntries(bytes, start, entries)) return readLooseRange(first, entries, lexer);
  lexer.position = start + entries * entryLength;
  return { first, count: entries, entry: (number) => fixedEntry(bytes, start + (number - first) * entryLength) };
}

function hasFixedEntries(bytes: Uint8Array, start: number, entries: number): boolean {
  const last = start + (entries - 1) * entryLength;
  const follower = start + entries * entryLength;
  const wellFormed = (at: number) => /^\d{10} \d{5} [fn][ \r\n]{2}$/.test(latin1(bytes, at, at + entryLength));
  return (
    entries > 0 && follower <= bytes.length && wellFormed(start) && wellFormed(last) && !isSpace(bytes[follower] ?? 0)
  );
}

function fixedEntry(bytes: Uint8Array, at: number): XrefEntry {
  const match = /^(\d{10}) (\d{5}) ([fn])/.exec(latin1(bytes, at, at + entryLength));
  if (match === null) throw damaged(`a cross-reference entry cannot be read at offset ${at}`);
  return entryOf(Number(match[1]), Number(match[2]), match[3]!);
}

function readLooseRange(first: number, entries: number, lexer: Lexer): XrefRange {
  const read: XrefEntry[] = [];
  for (let index = 0; index < entries; index++) {
    const [offset, generation, kind] = [lexer.next(), lexer.next(), lexer.next()];
    if (offset.kind !== 'number' || generation.kind !== 'number' || kind.kind !== 'keyword') {
      throw damaged(`a cross-reference entry cannot be read before offset ${lexer.position}`);
    }
    read.push(entryOf(offset.value, generation.value, kind.value));
  }
  return { first, count: entries, entry: (number) => read[number - first] ?? { kind: 'free' } };
}

/** Some producers write objects they dropped as in use at offset 0; nothing can be there but the header. */
function entryOf(offset: number, generation: number, kind: string): XrefEntry {
  if (kind === 'n' && offset > 0) return { kind: 'offset', offset, generation };
  if (kind === 'n' || kind === 'f') return { kind: 'free' };
  throw damaged(`a cross-reference entry of unknown kind ${JSON.stringify(kind)}`);
}

import { damaged } from '../error.ts';
import { isSpace, type Lexer, latin1, type Token } from './lexer.ts';
import { Parser } from './parser.ts';
import { type PdfSource, parseAt } from './source.ts';
import type { PdfDictionary } from './value.ts';
import type { XrefEntry, XrefRange, XrefSection } from './xref.ts';

const largestObjectNumber = 8_388_607;
const entryLength = 20;

/** A cross-reference table (ISO 32000-2, 7.5.4). `start` is the offset behind the word `xref`. */
export function readXrefTable(source: PdfSource, offset: number, start: number): XrefSection {
  const ranges: XrefRange[] = [];
  for (let at = start; ; ) {
    const head = parseAt(source, at, subsectionHead);
    if (head === undefined) return { kind: 'table', offset, ranges, trailer: readTrailer(source, at) };
    const { range, end } = readRange(source, head);
    ranges.push(range);
    at = end;
  }
}

interface SubsectionHead {
  readonly first: number;
  readonly count: number;
  /** Where its entries begin. */
  readonly start: number;
}

/** Undefined at the trailer. */
function subsectionHead(lexer: Lexer): SubsectionHead | undefined {
  const token = lexer.next();
  if (token.kind === 'keyword' && token.value === 'trailer') return undefined;
  const [first, count] = [number(token, lexer), number(lexer.next(), lexer)];
  lexer.skipSpace();
  return { first, count, start: lexer.offset };
}

function number(token: Token, lexer: Lexer): number {
  const value = token.kind === 'number' ? token.value : undefined;
  if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= largestObjectNumber) return value;
  throw damaged(`the cross-reference table cannot be read before offset ${lexer.offset}`);
}

function readTrailer(source: PdfSource, at: number): PdfDictionary {
  const trailer = parseAt(source, at, (lexer) => {
    lexer.next();
    return new Parser(lexer).value();
  });
  if (trailer.kind !== 'dictionary') throw damaged('a trailer that is no dictionary');
  return trailer;
}

interface ReadRange {
  readonly range: XrefRange;
  /** Offset behind its entries. */
  readonly end: number;
}

/** Entries of 20 bytes, as the standard wants them, are read in place; others (one-byte line ends) one by one. */
function readRange(source: PdfSource, head: SubsectionHead): ReadRange {
  const { first, count, start } = head;
  if (first + count > largestObjectNumber + 1) throw damaged('object numbers beyond the largest possible');
  if (count * 18 > source.size - start) throw damaged('a cross-reference table longer than the file');
  if (!hasFixedEntries(source, start, count)) return parseAt(source, start, (lexer) => readLooseRange(head, lexer));
  const entry = (number: number) => fixedEntry(source, start + (number - first) * entryLength);
  return { range: { first, count, entry }, end: start + count * entryLength };
}

function hasFixedEntries(source: PdfSource, start: number, entries: number): boolean {
  const last = start + (entries - 1) * entryLength;
  const follower = start + entries * entryLength;
  if (entries === 0 || follower > source.size) return false;
  const wellFormed = (at: number) => /^\d{10} \d{5} [fn][ \r\n]{2}$/.test(latin1(source.read(at, at + entryLength)));
  const after = follower < source.size ? source.read(follower, follower + 1)[0]! : 0;
  return wellFormed(start) && wellFormed(last) && !isSpace(after);
}

function fixedEntry(source: PdfSource, at: number): XrefEntry {
  const match = /^(\d{10}) (\d{5}) ([fn])/.exec(latin1(source.read(at, at + entryLength)));
  if (match === null) throw damaged(`a cross-reference entry cannot be read at offset ${at}`);
  return entryOf(Number(match[1]), Number(match[2]), match[3]!);
}

function readLooseRange({ first, count }: SubsectionHead, lexer: Lexer): ReadRange {
  const read: XrefEntry[] = [];
  for (let index = 0; index < count; index++) {
    const [offset, generation, kind] = [lexer.next(), lexer.next(), lexer.next()];
    if (offset.kind !== 'number' || generation.kind !== 'number' || kind.kind !== 'keyword') {
      throw damaged(`a cross-reference entry cannot be read before offset ${lexer.offset}`);
    }
    read.push(entryOf(offset.value, generation.value, kind.value));
  }
  const entry = (number: number): XrefEntry => read[number - first] ?? { kind: 'free' };
  return { range: { first, count, entry }, end: lexer.offset };
}

/** Some producers write objects they dropped as in use at offset 0; nothing can be there but the header. */
function entryOf(offset: number, generation: number, kind: string): XrefEntry {
  if (kind === 'n' && offset > 0) return { kind: 'offset', offset, generation };
  if (kind === 'n' || kind === 'f') return { kind: 'free' };
  throw damaged(`a cross-reference entry of unknown kind ${JSON.stringify(kind)}`);
}

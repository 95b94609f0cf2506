import { AdesError, damaged, tooComplex } from '../error.ts';
import { latin1 } from './lexer.ts';
import { Parser } from './parser.ts';
import { type PdfSource, parseAt } from './source.ts';
import { streamData } from './stream.ts';
import type { PdfDictionary, PdfStream } from './value.ts';
import { isInteger, isName } from './value.ts';
import { readXrefStream } from './xref-stream.ts';
import { readXrefTable } from './xref-table.ts';

/** Where an object is: free, at an offset, or inside an object stream. */
export type XrefEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number };

/** Entries of consecutive objects, read when asked for. */
export interface XrefRange {
  readonly first: number;
  readonly count: number;
  entry(number: number): XrefEntry;
}

/** One cross-reference section (ISO 32000-2, 7.5.4 and 7.5.8) with the trailer that belongs to it. */
export interface XrefSection {
  readonly kind: 'table' | 'stream';
  readonly offset: number;
  readonly ranges: readonly XrefRange[];
  readonly trailer: PdfDictionary;
  /** Of a hybrid file: the stream that a table's `/XRefStm` names (7.5.8.4). */
  readonly hidden?: XrefSection;
}

const mostSections = 10_000;
/** All cross-reference streams of a file together: eight million objects at eight bytes each. */
const mostBytesDecoded = 64 * 1024 * 1024;
const lastBytes = 1024;

/** The chain of sections, newest first. Offsets count from the first byte of the file. */
export function readXrefChain(file: PdfSource): XrefSection[] {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  const source = { file, left: mostBytesDecoded };
  for (let offset: number | undefined = startXref(file); offset !== undefined; ) {
    if (seen.has(offset)) throw damaged(`the cross-reference sections form a loop at offset ${offset}`);
    if (seen.add(offset).size > mostSections) throw tooComplex(`more than ${mostSections} cross-reference sections`);
    const section = readSection(source, offset);
    sections.push(section);
    offset = offsetIn(section.trailer, 'Prev', file.size);
  }
  return sections;
}

/** The entry that holds for an object: newest section first, a table's own stream before older sections. */
export function findEntry(sections: readonly XrefSection[], number: number): XrefEntry {
  for (const section of sections) {
    const entry = entryIn(section, number);
    const hidden =
      entry?.kind === 'offset' || section.hidden === undefined ? undefined : entryIn(section.hidden, number);
    if (hidden !== undefined && hidden.kind !== 'free') return hidden;
    if (entry !== undefined) return entry;
  }
  return { kind: 'free' };
}

/** The first object number that no section mentions, nor any trailer's `/Size` reserves. */
export function nextObjectNumber(sections: readonly XrefSection[]): number {
  const all = sections.flatMap((section) => (section.hidden ? [section, section.hidden] : [section]));
  const ends = all.flatMap((section) => section.ranges.map((range) => range.first + range.count));
  const size = sections[0]?.trailer.entries.get('Size');
  return ends.reduce((most, end) => Math.max(most, end), isInteger(size) ? size.value : 1);
}

/** The value of the last `startxref`, which must stand in the last bytes, followed by the end marker. */
function startXref(file: PdfSource): number {
  const tail = latin1(file.read(Math.max(0, file.size - lastBytes), file.size));
  const match = /startxref\s+(\d{1,15})\s+%%EOF/.exec(tail.slice(Math.max(0, tail.lastIndexOf('startxref'))));
  if (match === null) throw damaged('no startxref with an end marker at the end of the file: it may be cut off');
  const offset = Number(match[1]);
  if (offset >= file.size) throw damaged('startxref points behind the end of the file');
  return offset;
}

/** The file, and how many more bytes may be decoded. */
interface Source {
  readonly file: PdfSource;
  left: number;
}

function readSection(source: Source, offset: number): XrefSection {
  const table = parseAt(source.file, offset, (lexer) => {
    const first = lexer.next();
    return first.kind === 'keyword' && first.value === 'xref' ? lexer.offset : undefined;
  });
  if (table === undefined) return readStreamSection(source, offset);
  return withHidden(source, readXrefTable(source.file, offset, table));
}

function withHidden(source: Source, table: XrefSection): XrefSection {
  const offset = offsetIn(table.trailer, 'XRefStm', source.file.size);
  return offset === undefined ? table : { ...table, hidden: readStreamSection(source, offset) };
}

function readStreamSection(source: Source, offset: number): XrefSection {
  const stream = streamAt(source.file, offset);
  const data = streamData(source.file, stream, {
    limit: source.left,
    resolve: (value) => value,
    decrypt: (_, encoded) => encoded,
  });
  source.left -= data.length;
  return readXrefStream(offset, stream.dictionary, data);
}

function streamAt(file: PdfSource, offset: number): PdfStream {
  try {
    const { value } = parseAt(file, offset, (lexer) => new Parser(lexer).indirectObject());
    if (value.kind === 'stream' && isName(value.dictionary.entries.get('Type'), 'XRef')) return value;
  } catch (cause) {
    if (cause instanceof AdesError && cause.code !== 'damaged') throw cause;
    throw damaged(`no cross-reference section at offset ${offset}`, cause);
  }
  throw damaged(`no cross-reference section at offset ${offset}`);
}

function offsetIn(trailer: PdfDictionary, key: string, length: number): number | undefined {
  const value = trailer.entries.get(key);
  if (value === undefined || value.kind === 'null') return undefined;
  if (!isInteger(value) || value.value < 0 || value.value >= length) throw damaged(`/${key} points outside the file`);
  return value.value;
}

function entryIn(section: XrefSection, number: number): XrefEntry | undefined {
  const range = section.ranges.find(
    (candidate) => number >= candidate.first && number < candidate.first + candidate.count,
  );
  return range?.entry(number);
}

import { AdesError, damaged, tooComplex } from '../error.ts';
import { PdfDocument } from './document.ts';
import { Lexer, latin1 } from './lexer.ts';
import { Parser } from './parser.ts';
import { bytesSource } from './source.ts';
import { isInteger, isName, type PdfDictionary, type PdfReference, type PdfStream, type PdfValue } from './value.ts';
import type { XrefEntry } from './xref.ts';

const mostObjects = 200_000;
const largestNumber = 8_388_607;

/**
 * A document put together from the objects that stand in the file, whatever its cross-reference sections say: the last
 * of each number holds, as in a file that was updated. Throws AdesError `damaged` when nothing names a catalog,
 * `encrypted` when the objects could not be read without a key.
 */
export function salvage(bytes: Uint8Array): PdfDocument {
  const found = scan(bytes);
  const trailer = chooseTrailer(bytes, found);
  if (trailer.entries.has('Encrypt')) throw new AdesError('encrypted', 'a damaged document that is encrypted');
  const plain = documentOf(bytes, found.entries, trailer);
  const entries = new Map([...inStreams(plain, found), ...found.entries]);
  return documentOf(bytes, entries, trailer);
}

interface Found {
  readonly entries: Map<number, XrefEntry>;
  /** Dictionaries that may be trailers: of tables by the place of their word, of cross-reference streams by their own. */
  readonly trailers: PdfDictionary[];
  readonly objectStreams: { readonly number: number; readonly stream: PdfStream }[];
  /** Bytes looked at so far: what looks like objects within each other must not be read again and again. */
  looked: number;
}

const mostLooks = 8;

function scan(bytes: Uint8Array): Found {
  const found: Found = { entries: new Map(), trailers: [], objectStreams: [], looked: 0 };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const [object, trailer] = [next(buffer, ' obj', at), next(buffer, 'trailer', at)];
    if (object === undefined && trailer === undefined) break;
    if (trailer !== undefined && trailer < (object ?? bytes.length)) at = noteTrailer(bytes, trailer, found);
    else at = noteObject(bytes, object!, found);
  }
  return found;
}

function next(buffer: Buffer, word: string, at: number): number | undefined {
  const found = buffer.indexOf(word, at, 'latin1');
  return found < 0 ? undefined : found;
}

function noteTrailer(bytes: Uint8Array, at: number, found: Found): number {
  const after = at + 'trailer'.length;
  const trailer = attempt(new Lexer(bytes, after), found, (parser) => parser.value());
  if (trailer?.kind === 'dictionary') found.trailers.push(trailer);
  return after;
}

/** `at` is the space before `obj`; returns where to look on. */
function noteObject(bytes: Uint8Array, at: number, found: Found): number {
  const head = /(?:^|[^\d])(\d{1,7}) (\d{1,5})$/.exec(latin1(bytes, Math.max(0, at - 16), at));
  if (head === null) return at + 1;
  const [number, generation] = [Number(head[1]), Number(head[2])];
  const offset = at - `${head[1]} ${head[2]}`.length;
  const lexer = new Lexer(bytes, offset);
  const object = attempt(lexer, found, (parser) => parser.indirectObject());
  if (object === undefined || number > largestNumber) return at + 1;
  found.entries.set(number, { kind: 'offset', offset, generation });
  if (found.entries.size > mostObjects) throw tooComplex(`more than ${mostObjects} objects`);
  if (object.value.kind !== 'stream') return lexer.position;
  noteStream(number, object.value, found);
  return streamEnd(bytes, object.value);
}

function noteStream(number: number, stream: PdfStream, found: Found): void {
  const type = stream.dictionary.entries.get('Type');
  if (isName(type, 'XRef')) found.trailers.push(stream.dictionary);
  if (isName(type, 'ObjStm')) found.objectStreams.push({ number, stream });
}

/** Behind the data: by its length where that is written and right, else at the first end marker. */
export function streamEnd(bytes: Uint8Array, { dictionary, dataStart }: PdfStream): number {
  const length = dictionary.entries.get('Length');
  const end = isInteger(length) && length.value >= 0 ? dataStart + length.value : bytes.length;
  if (
    /^[\0\t\n\f\r ]{0,4}endstream/.test(latin1(bytes, Math.min(end, bytes.length), Math.min(end + 13, bytes.length)))
  ) {
    return end;
  }
  const marker = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('endstream', dataStart, 'latin1');
  if (marker < 0) throw damaged(`a stream without an end, at offset ${dataStart}`);
  return marker - lineEnd(bytes, marker);
}

function lineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at - 1] === 0x0a) return bytes[at - 2] === 0x0d ? 2 : 1;
  return bytes[at - 1] === 0x0d ? 1 : 0;
}

/** Undefined where nothing can be read. Throws AdesError `too-complex` when the file is read over and over. */
function attempt<T>(lexer: Lexer, found: Found, parse: (parser: Parser) => T): T | undefined {
  const start = lexer.position;
  const value = unlessRefused(() => parse(new Parser(lexer)));
  found.looked += (lexer.ranOut ? lexer.bytes.length : lexer.position) - start;
  if (found.looked > mostLooks * lexer.bytes.length) throw tooComplex('objects within each other');
  return value;
}

function unlessRefused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AdesError) return undefined;
    throw error;
  }
}

/** The last trailer that names a catalog; without one, the last object that says it is the catalog. */
function chooseTrailer(bytes: Uint8Array, { entries, trailers }: Found): PdfDictionary {
  const named = trailers.findLast((trailer) => trailer.entries.get('Root')?.kind === 'reference');
  if (named !== undefined) return named;
  for (const [number, entry] of [...entries].reverse()) {
    if (entry.kind !== 'offset') continue;
    const { reference, value } = new Parser(new Lexer(bytes, entry.offset)).indirectObject();
    if (isCatalog(value)) return { kind: 'dictionary', entries: new Map([['Root', { ...reference, number }]]) };
  }
  throw damaged('nothing in the file says which object is the catalog');
}

function isCatalog(value: PdfValue): boolean {
  return value.kind === 'dictionary' && isName(value.entries.get('Type'), 'Catalog') && value.entries.has('Pages');
}

function documentOf(bytes: Uint8Array, entries: ReadonlyMap<number, XrefEntry>, trailer: PdfDictionary): PdfDocument {
  const range = { first: 0, count: largestNumber + 1, entry: (number: number) => entries.get(number) ?? free };
  return new PdfDocument(bytesSource(bytes), [{ kind: 'table', offset: 0, ranges: [range], trailer }]);
}

const free: XrefEntry = { kind: 'free' };

/** Objects of object streams; one that stands in the file by itself came later, or never was in a stream. */
function inStreams(document: PdfDocument, { objectStreams }: Found): Map<number, XrefEntry> {
  const entries = new Map<number, XrefEntry>();
  for (const { number, stream } of objectStreams) {
    for (const [index, inner] of innerNumbers(
      document,
      { kind: 'reference', number, generation: 0 },
      stream,
    ).entries()) {
      entries.set(inner, { kind: 'compressed', stream: number, index });
    }
  }
  return entries;
}

function innerNumbers(document: PdfDocument, at: PdfReference, stream: PdfStream): number[] {
  const read = document.direct(at);
  if (read.kind !== 'stream' || read.dataStart !== stream.dataStart) return []; // an older object of this number
  const [count, first] = ['N', 'First'].map((key) => document.get(read.dictionary, key));
  if (!isInteger(count) || !isInteger(first)) throw damaged('an object stream without its numbers');
  const parser = new Parser(new Lexer(document.data(read).subarray(0, first.value), 0));
  const numbers: number[] = [];
  for (let index = 0; index < Math.min(count.value, mostObjects); index++) {
    const [number] = [parser.value(), parser.value()];
    if (!isInteger(number)) throw damaged('the header of an object stream cannot be read');
    numbers.push(number.value);
  }
  return numbers;
}

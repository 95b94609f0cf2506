import { AdesError, damaged, tooComplex } from '../error.ts';
import { Encryption } from './encryption.ts';
import { latin1 } from './lexer.ts';
import { type ObjectStream, openObjectStream } from './object-stream.ts';
import { Parser } from './parser.ts';
import { bytesSource, type PdfSource, parseAt } from './source.ts';
import { streamData } from './stream.ts';
import { nullValue, type PdfDictionary, type PdfReference, type PdfStream, type PdfValue } from './value.ts';
import { findEntry, nextObjectNumber, readXrefChain, type XrefEntry, type XrefSection } from './xref.ts';

const mostObjectsRead = 200_000;
const mostBytesDecoded = 128 * 1024 * 1024;
const mostSteps = 2_000_000;
const mostRangesVisited = 100_000_000;
const longestReferenceChain = 32;

/**
 * A PDF file, read object by object as they are asked for: the file is never copied nor scanned, so the cost of
 * reading does not grow with pages and images. Nothing is repaired; what cannot be read as written is refused.
 */
export class PdfDocument {
  readonly source: PdfSource;
  readonly sections: readonly XrefSection[];
  readonly encryption: Encryption | undefined;
  readonly #values = new Map<number, PdfValue>();
  readonly #objectStreams = new Map<number, ObjectStream>();
  readonly #entries = new Map<number, XrefEntry>();
  readonly #ranges: number;
  #decoded = 0;
  #parsed = 0;
  #steps = 0;
  #rangesVisited = 0;

  constructor(source: PdfSource, sections: readonly XrefSection[], encryption?: Encryption) {
    this.source = source;
    this.sections = sections;
    this.encryption = encryption;
    this.#ranges = sections.reduce(
      (sum, { ranges, hidden }) => sum + ranges.length + (hidden?.ranges.length ?? 0) + 1,
      0,
    );
  }

  get trailer(): PdfDictionary {
    return this.sections[0]!.trailer;
  }

  get catalogReference(): PdfReference {
    const root = this.trailer.entries.get('Root');
    if (root?.kind !== 'reference') throw damaged('the trailer names no catalog');
    return root;
  }

  get catalog(): PdfDictionary {
    return this.dictionary(this.catalogReference, 'the catalog');
  }

  /** The greater of the header's version and the catalog's (ISO 32000-2, 7.2.2), like `1.7`. */
  get version(): string {
    const header = /^%PDF-(\d\.\d)/.exec(latin1(this.source.read(0, 8)))?.[1] ?? '1.0';
    const own = this.get(this.catalog, 'Version');
    return own.kind === 'name' && /^\d\.\d$/.test(own.value) && own.value > header ? own.value : header;
  }

  get nextObjectNumber(): number {
    return nextObjectNumber(this.sections);
  }

  entry(number: number): XrefEntry {
    const known = this.#entries.get(number);
    if (known !== undefined) return known;
    this.#rangesVisited += this.#ranges;
    if (this.#rangesVisited > mostRangesVisited) throw tooComplex('too many cross-reference sections to look through');
    const entry = findEntry(this.sections, number);
    this.#entries.set(number, entry);
    return entry;
  }

  /** The value behind a reference; an object that does not exist is null (7.3.10). Other values are themselves. */
  resolve(value: PdfValue | undefined): PdfValue {
    if (++this.#steps > mostSteps) throw tooComplex('too many values to follow');
    let found = value ?? nullValue;
    for (let steps = 0; found.kind === 'reference'; steps++) {
      if (steps > longestReferenceChain) throw damaged(`references to references from object ${found.number}`);
      found = this.direct(found);
    }
    return found;
  }

  /** The object itself, which may be a reference again. */
  direct(reference: PdfReference): PdfValue {
    const known = this.#values.get(reference.number);
    const value = known ?? this.#read(reference.number);
    if (known === undefined) this.#values.set(reference.number, value);
    if (this.#values.size > mostObjectsRead) throw tooComplex(`more than ${mostObjectsRead} objects to follow`);
    return this.generation(reference.number) === reference.generation ? value : nullValue;
  }

  get(from: PdfDictionary, key: string): PdfValue {
    return this.resolve(from.entries.get(key));
  }

  dictionary(value: PdfValue | undefined, what: string): PdfDictionary {
    const found = this.resolve(value);
    if (found.kind !== 'dictionary') throw damaged(`${what} is no dictionary`);
    return found;
  }

  /** The generation in force; an object in an object stream has 0. */
  generation(number: number): number {
    const entry = this.entry(number);
    return entry.kind === 'offset' ? entry.generation : 0;
  }

  #read(number: number): PdfValue {
    const entry = this.entry(number);
    if (entry.kind === 'free') return nullValue;
    if (entry.kind === 'compressed') return this.#objectStream(entry.stream).object(number);
    return this.#readAt(number, entry.offset, entry.generation);
  }

  #readAt(number: number, offset: number, generation: number): PdfValue {
    if (offset >= this.source.size) throw damaged(`object ${number} lies behind the end of the file`);
    const { reference, value, end } = parseAt(this.source, offset, (lexer) => {
      const object = new Parser(lexer).indirectObject();
      return { ...object, end: lexer.offset };
    });
    this.#parsed += end - offset;
    if (this.#parsed > this.source.size) throw tooComplex('objects that overlap each other');
    if (reference.number !== number || reference.generation !== generation) {
      throw damaged(`object ${reference.number} stands where object ${number} should`);
    }
    const plain = this.encryption === undefined ? value : this.encryption.decrypted(reference, value);
    return plain.kind === 'stream' ? { ...plain, at: reference } : plain;
  }

  #objectStream(number: number): ObjectStream {
    const known = this.#objectStreams.get(number);
    if (known !== undefined) return known;
    const entry = this.entry(number);
    if (entry.kind !== 'offset') throw damaged(`object stream ${number} is not in the file`);
    const opened = openObjectStream(this, this.#readAt(number, entry.offset, entry.generation));
    this.#objectStreams.set(number, opened);
    return opened;
  }

  /** The decoded data of a stream; all decoding of one document shares one limit. */
  data(stream: PdfStream): Uint8Array {
    const decoded = streamData(this.source, stream, {
      limit: mostBytesDecoded - this.#decoded,
      resolve: (value) => this.resolve(value),
      decrypt: ({ at, dictionary }, data) =>
        this.encryption === undefined || at === undefined ? data : this.encryption.decryptedData(at, dictionary, data),
    });
    this.#decoded += decoded.length;
    return decoded;
  }
}

export interface ReadOptions {
  /** The user's or the owner's; the empty one is tried without being given. */
  readonly password?: string;
}

/**
 * Opens a PDF. Throws AdesError `not-a-pdf` without a header, `password` when an encrypted one does not open with what is
 * given, `encrypted` when it is so in an unusual way, `damaged` when the cross-reference chain or the catalog cannot
 * be read as written, `too-complex` beyond the limits.
 */
export function readPdf(pdf: Uint8Array | PdfSource, { password }: ReadOptions = {}): PdfDocument {
  const source = pdf instanceof Uint8Array ? bytesSource(pdf) : pdf;
  requireHeader(source);
  const sections = readXrefChain(source);
  const plain = new PdfDocument(source, sections);
  const document = isEncrypted(plain) ? new PdfDocument(source, sections, new Encryption(plain, password)) : plain;
  document.catalog;
  return document;
}

/** 7.6.2: the entry of the last trailer decides; one that is gone from it leaves strings nobody can read. */
function isEncrypted(document: PdfDocument): boolean {
  const [now, ...before] = document.sections.map(
    ({ trailer }) => document.resolve(trailer.entries.get('Encrypt')).kind !== 'null',
  );
  if (!now && before.includes(true)) throw damaged('only a part of the document is encrypted');
  return now ?? false;
}

/** ISO 32000-2, 7.5.2. Offsets count from the header, byte ranges from the file: with bytes before it they disagree. */
function requireHeader(source: PdfSource): void {
  const at = latin1(source.read(0, Math.min(source.size, 1024))).indexOf('%PDF-');
  if (at < 0) throw new AdesError('not-a-pdf', 'the file does not begin like a PDF');
  if (at > 0) throw damaged(`${at} bytes stand before the PDF header`);
}

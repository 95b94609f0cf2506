import { createHash } from 'node:crypto';
import type { PdfDocument } from './document.ts';
import type { Revision, WrittenObject } from './revision.ts';
import type { PdfSource } from './source.ts';
import { array, byteString, dictionary, integer, name, type PdfDictionary, type PdfValue } from './value.ts';
import { writeValue } from './writer.ts';

/** The bytes to append to a file, and where in the whole file the body of each written object begins. */
export interface Update {
  readonly appendix: Uint8Array;
  readonly bodyOffsets: ReadonlyMap<number, number>;
}

interface Placed extends WrittenObject {
  readonly offset: number;
}

/**
 * Lays out an incremental update (ISO 32000-2, 7.5.6). The cross-reference section is of the kind of the one before
 * it: a table after a table (also in hybrid files), a stream after a stream. `seed` makes the new file identifier.
 */
export function layOutUpdate(revision: Revision, seed: string): Update {
  const { document } = revision;
  const parts = [endsWithLineEnd(document.source) ? '' : '\n'];
  const bodyOffsets = new Map<number, number>();
  let offset = document.source.size + parts[0]!.length;
  const placed = revision.objects().map((object): Placed => {
    const header = `${object.number} ${object.generation} obj\n`;
    const text = `${header}${object.body}\nendobj\n`;
    const at = { ...object, offset };
    bodyOffsets.set(object.number, offset + header.length);
    parts.push(text);
    offset += text.length;
    return at;
  });
  parts.push(section(revision, placed, offset, seed), `startxref\n${offset}\n%%EOF\n`);
  return { appendix: Buffer.from(parts.join(''), 'latin1'), bodyOffsets };
}

function endsWithLineEnd(source: PdfSource): boolean {
  const [last] = source.read(source.size - 1, source.size);
  return last === 0x0a || last === 0x0d;
}

function section(revision: Revision, placed: readonly Placed[], offset: number, seed: string): string {
  const { document } = revision;
  if (document.sections[0]!.kind === 'table') {
    const trailer = trailerEntries(document, revision.nextObjectNumber, seed);
    return `xref\n${runs(placed).map(tableRun).join('')}trailer\n${writeValue(trailer)}\n`;
  }
  const own: Placed = { number: revision.nextObjectNumber, generation: 0, body: '', offset };
  return streamSection(own, [...placed, own], trailerEntries(document, own.number + 1, seed));
}

/** 7.5.5: of the trailer before, only what describes the document; `/XRefStm` and the like stay behind. */
function trailerEntries(document: PdfDocument, size: number, seed: string): PdfDictionary {
  return dictionary({
    Size: integer(size),
    Prev: integer(document.sections[0]!.offset),
    Root: document.trailer.entries.get('Root'),
    Info: document.trailer.entries.get('Info'),
    Encrypt: document.encryption && document.trailer.entries.get('Encrypt'),
    ID: identifiers(document, seed),
  });
}

/** 14.4: the first identifier is for ever, the second of this revision. A key made without one must stay so (7.6.4.3.2). */
function identifiers(document: PdfDocument, seed: string): PdfValue | undefined {
  const before = document.get(document.trailer, 'ID');
  if (document.encryption !== undefined && before.kind === 'null') return undefined;
  const known = before.kind === 'array' ? document.resolve(before.items[0]) : undefined;
  const first = known?.kind === 'string' ? known.bytes : undefined;
  const fresh = createHash('sha256')
    .update(`${seed} ${document.source.size} `)
    .update(first ?? '')
    .digest();
  const second = byteString(fresh.subarray(0, 16));
  return array([first === undefined ? second : byteString(first), second]);
}

/** Runs of consecutive object numbers. */
function runs(placed: readonly Placed[]): Placed[][] {
  const all: Placed[][] = [];
  for (const object of placed) {
    const last = all.at(-1);
    if (last !== undefined && last.at(-1)!.number + 1 === object.number) last.push(object);
    else all.push([object]);
  }
  return all;
}

function tableRun(run: readonly Placed[]): string {
  const line = ({ offset, generation }: Placed) =>
    `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;
  return `${run[0]!.number} ${run.length}\n${run.map(line).join('')}`;
}

const offsetWidth = 5;

function streamSection(own: Placed, placed: readonly Placed[], trailer: PdfDictionary): string {
  const data = placed.map(streamEntry).join('');
  const head = dictionary({
    Type: name('XRef'),
    W: array([integer(1), integer(offsetWidth), integer(2)]),
    Index: array(runs(placed).flatMap((run) => [integer(run[0]!.number), integer(run.length)])),
    Length: integer(data.length),
  });
  const entries = { ...head, entries: new Map([...head.entries, ...trailer.entries]) };
  return `${own.number} 0 obj\n${writeValue(entries)}\nstream\n${data}\nendstream\nendobj\n`;
}

function streamEntry({ offset, generation }: Placed): string {
  const bytes = Buffer.alloc(1 + offsetWidth + 2);
  bytes.writeUInt8(1, 0);
  bytes.writeUIntBE(offset, 1, offsetWidth);
  bytes.writeUInt16BE(generation, 1 + offsetWidth);
  return bytes.toString('latin1');
}

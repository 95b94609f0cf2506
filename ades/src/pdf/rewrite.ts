import { createHash } from 'node:crypto';
import { AdesError } from '../error.ts';
import { type PdfDocument, readPdf } from './document.ts';
import { latin1 } from './lexer.ts';
import { salvage, streamEnd } from './salvage.ts';
import {
  array,
  byteString,
  dictionary,
  integer,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
  reference,
  withEntries,
} from './value.ts';
import { writeValue } from './writer.ts';

/**
 * The whole document written anew, for one that cannot be read as it is (bytes before its header, damaged or missing
 * cross-reference sections). All that the catalog leads to is kept as it was, streams octet by octet. It is another
 * document: what is signed afterwards is this one. Throws AdesError `locked` when anything in it was signed,
 * `encrypted` when it is, `damaged` when an object the document needs cannot be read.
 */
export function rewritePdf(bytes: Uint8Array): Uint8Array {
  requireHeader(bytes);
  requireUnsigned(bytes);
  const document = salvage(bytes);
  const written = layOut(bytes, document, reachable(document));
  readPdf(written).catalog;
  return written;
}

function requireHeader(bytes: Uint8Array): void {
  if (latin1(bytes, 0, Math.min(bytes.length, 1024)).includes('%PDF-')) return;
  throw new AdesError('not-a-pdf', 'the file does not begin like a PDF');
}

/** A signature would no longer cover what it signed. Looked for in the octets, so that damage cannot hide one. */
function requireUnsigned(bytes: Uint8Array): void {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/ByteRange', 0, 'latin1')) return;
  throw signed();
}

function signed(): AdesError {
  return new AdesError('locked', 'a signed document cannot be written anew');
}

/** All objects the catalog and the information dictionary lead to, in order. */
function reachable(document: PdfDocument): Map<number, PdfValue> {
  const found = new Map<number, PdfValue>();
  const queue: PdfValue[] = [document.catalogReference, document.trailer.entries.get('Info') ?? { kind: 'null' }];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (value.kind === 'array') queue.push(...value.items);
    else if (value.kind === 'dictionary') queue.push(...membersOf(value));
    else if (value.kind === 'stream') queue.push(...membersOf(value.dictionary));
    else if (value.kind === 'reference' && !found.has(value.number)) {
      const object = document.direct(value);
      found.set(value.number, object);
      queue.push(object);
    }
  }
  return new Map([...found].sort(([one], [other]) => one - other));
}

function membersOf(value: PdfDictionary): Iterable<PdfValue> {
  if (value.entries.has('ByteRange')) throw signed();
  return value.entries.values();
}

/** ISO 32000-2, 7.5: header, objects, one table, one trailer. All generations are 0. */
function layOut(bytes: Uint8Array, document: PdfDocument, objects: ReadonlyMap<number, PdfValue>): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from(`%PDF-${versionOf(bytes)}\n%\xe2\xe3\xcf\xd3\n`, 'latin1')];
  const offsets = new Map<number, number>();
  let offset = parts[0]!.length;
  for (const [number, value] of objects) {
    offsets.set(number, offset);
    const object = Buffer.concat([Buffer.from(`${number} 0 obj\n`), ...body(bytes, value), Buffer.from('\nendobj\n')]);
    parts.push(object);
    offset += object.length;
  }
  const size = Math.max(0, ...objects.keys()) + 1;
  const trailer = writeValue(trailerOf(bytes, document, size));
  parts.push(Buffer.from(`${table(offsets, size)}trailer\n${trailer}\nstartxref\n${offset}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

function versionOf(bytes: Uint8Array): string {
  return /%PDF-(\d\.\d)/.exec(latin1(bytes, 0, Math.min(bytes.length, 1032)))?.[1] ?? '1.7';
}

function body(bytes: Uint8Array, value: PdfValue): Uint8Array[] {
  if (value.kind !== 'stream') return [Buffer.from(writeValue(ofGeneration0(value)), 'latin1')];
  const data = dataOf(bytes, value);
  const head = withEntries(ofGeneration0(value.dictionary) as PdfDictionary, { Length: integer(data.length) });
  return [Buffer.from(`${writeValue(head)}\nstream\n`, 'latin1'), data, Buffer.from('\nendstream')];
}

function dataOf(bytes: Uint8Array, stream: PdfStream): Uint8Array {
  return bytes.subarray(stream.dataStart, streamEnd(bytes, stream));
}

function ofGeneration0(value: PdfValue): PdfValue {
  if (value.kind === 'reference') return reference(value.number);
  if (value.kind === 'array') return array(value.items.map(ofGeneration0));
  if (value.kind !== 'dictionary') return value;
  return { kind: 'dictionary', entries: new Map([...value.entries].map(([key, item]) => [key, ofGeneration0(item)])) };
}

function trailerOf(bytes: Uint8Array, document: PdfDocument, size: number): PdfDictionary {
  const id = byteString(createHash('sha256').update(bytes).digest().subarray(0, 16));
  const { catalogReference: root, trailer } = document;
  const info = trailer.entries.get('Info');
  return dictionary({
    Size: integer(size),
    Root: reference(root.number),
    Info: info?.kind === 'reference' ? reference(info.number) : undefined,
    ID: array([id, id]),
  });
}

function table(offsets: ReadonlyMap<number, number>, size: number): string {
  const rows = Array.from({ length: size }, (_, number) => row(offsets.get(number), number));
  return `xref\n0 ${size}\n${rows.join('')}`;
}

function row(offset: number | undefined, number: number): string {
  if (offset === undefined) return `0000000000 ${number === 0 ? '65535' : '00000'} f \n`;
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}

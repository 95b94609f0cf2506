import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { ValidationData } from '../cades/validation-data.ts';
import { AdesError } from '../error.ts';
import { type PdfDocument, type ReadOptions, readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { Revision } from '../pdf/revision.ts';
import type { PdfSource } from '../pdf/source.ts';
import { layOutUpdate } from '../pdf/update.ts';
import {
  dictionary,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfStream,
  type PdfValue,
  withEntries,
} from '../pdf/value.ts';
import { declareExtension, timestampLevel } from './extension.ts';

export interface ValidationDataOptions extends ReadOptions {
  /** Fields of the signatures it was collected for: each gets an entry of its own (`/VRI`). */
  readonly fieldNames?: readonly string[];
}

type Kind = keyof ValidationData;
/** Names in the document security store, and in the entry of one signature (ISO 32000-2, tables 261 and 262). */
const names = {
  certificates: { store: 'Certs', entry: 'Cert' },
  ocspResponses: { store: 'OCSPs', entry: 'OCSP' },
  crls: { store: 'CRLs', entry: 'CRL' },
} as const;
const kinds = Object.keys(names) as Kind[];

/**
 * What to append so that the document security store (EN 319 142-1, 5.4.2; ISO 32000-2, 12.8.4.3) has this data too:
 * what it has stays, nothing is added twice. Empty when it has everything. Throws AdesError `input` for what is not DER
 * of its kind, `field-name` for a field without a signature.
 */
export function appendValidationData(
  pdf: Uint8Array | PdfSource,
  data: ValidationData,
  options: ValidationDataOptions = {},
): Uint8Array {
  requireDer(data);
  const revision = new Revision(readPdf(pdf, options));
  const keys = (options.fieldNames ?? []).map((field) => entryKey(revision.document, field));
  const store = storeOf(revision);
  const references = addAll(revision, data);
  if (!references.some(({ isNew }) => isNew) && keys.every((key) => hasEntry(revision, key, references))) {
    return new Uint8Array();
  }
  writeStore(revision, withEntriesFor(revision, withItems(revision, store.value, references), keys, references));
  declareExtension(revision, timestampLevel);
  return layOutUpdate(revision, 'validation data').appendix;
}

/** What the document carries; a stream that cannot be read is passed over. */
export function readValidationData(pdf: Uint8Array | PdfSource, options: ReadOptions = {}): ValidationData {
  const revision = new Revision(readPdf(pdf, options));
  const { value } = storeOf(revision);
  const read = (kind: Kind) =>
    items(revision, value, names[kind].store).flatMap((item) => bytesOf(revision.document, item) ?? []);
  return { certificates: read('certificates'), ocspResponses: read('ocspResponses'), crls: read('crls') };
}

/** A SEQUENCE; of an OCSPResponse the first element is its status, so that a basic response is told apart. */
function requireDer({ certificates, ocspResponses, crls }: ValidationData): void {
  const isSequence = (bytes: Uint8Array) => bytes[0] === 0x30 && bytes.length > 4;
  const hasStatus = (bytes: Uint8Array) => bytes[2 + (bytes[1]! < 0x80 ? 0 : bytes[1]! & 0x7f)] === 0x0a;
  if (![...certificates, ...ocspResponses, ...crls].every(isSequence)) throw new AdesError('input', 'not DER');
  if (!ocspResponses.every(hasStatus)) throw new AdesError('input', 'not a complete OCSPResponse');
}

/** EN 319 142-1, 5.4.2.2: the SHA-1 of the contents as they stand, padding included. */
function entryKey(document: PdfDocument, fieldName: string): string {
  const field = readFields(document).find((one) => one.isSignature && one.fullName === fieldName);
  const contents = field?.value.kind === 'dictionary' ? document.get(field.value, 'Contents') : undefined;
  if (contents?.kind !== 'string') throw new AdesError('field-name', `${JSON.stringify(fieldName)} has no signature`);
  return createHash('sha1').update(contents.bytes).digest('hex').toUpperCase();
}

function storeOf(revision: Revision): { readonly at?: PdfReference; readonly value: PdfDictionary } {
  const catalog = revision.dictionary(revision.document.catalogReference, 'the catalog');
  return known(revision, catalog.entries.get('DSS'));
}

function known(revision: Revision, value: PdfValue | undefined) {
  const found = revision.locate(value);
  return found.value.kind === 'dictionary' ? { ...found, value: found.value } : { value: dictionary({}) };
}

interface Item {
  readonly kind: Kind;
  readonly at: PdfReference;
  readonly isNew: boolean;
}

/** The stream of each piece of data: the one there is, or a new one. */
function addAll(revision: Revision, data: ValidationData): Item[] {
  return kinds.flatMap((kind) => {
    const present = presentStreams(revision, kind);
    return [...new Map(data[kind].map((bytes) => [fingerprint(bytes), bytes]))].map(([print, bytes]): Item => {
      const at = present.get(print);
      return { kind, at: at ?? addStream(revision, bytes), isNew: at === undefined };
    });
  });
}

function presentStreams(revision: Revision, kind: Kind): Map<string, PdfReference> {
  const present = new Map<string, PdfReference>();
  for (const item of items(revision, storeOf(revision).value, names[kind].store)) {
    const bytes = item.kind === 'reference' ? bytesOf(revision.document, item) : undefined;
    if (bytes !== undefined && item.kind === 'reference') present.set(fingerprint(bytes), item);
  }
  return present;
}

function items(revision: Revision, owner: PdfDictionary, key: string): readonly PdfValue[] {
  const { value } = revision.locate(owner.entries.get(key));
  return value.kind === 'array' ? value.items : [];
}

function bytesOf(document: PdfDocument, item: PdfValue): Uint8Array | undefined {
  const stream = document.resolve(item);
  return stream.kind === 'stream' ? decoded(document, stream) : undefined;
}

/** A damaged stream of somebody else proves nothing, and stays. */
function decoded(document: PdfDocument, stream: PdfStream): Uint8Array | undefined {
  try {
    return document.data(stream);
  } catch (error) {
    if (error instanceof AdesError && error.code !== 'too-complex') return undefined;
    throw error;
  }
}

function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function addStream(revision: Revision, bytes: Uint8Array): PdfReference {
  return revision.addStream(dictionary({ Filter: name('FlateDecode') }), deflateSync(bytes));
}

function withItems(revision: Revision, store: PdfDictionary, references: readonly Item[]): PdfDictionary {
  return kinds.reduce((grown, kind) => {
    const added = references.filter((one) => one.kind === kind && one.isNew).map(({ at }) => at);
    return added.length === 0 ? grown : revision.append(grown, names[kind].store, ...added);
  }, store);
}

/** `/VRI`: for each signature what its judgement rests on. */
function withEntriesFor(
  revision: Revision,
  store: PdfDictionary,
  keys: readonly string[],
  references: readonly Item[],
): PdfDictionary {
  if (keys.length === 0) return withEntries(store, { Type: name('DSS') });
  const { at, value } = known(revision, store.entries.get('VRI'));
  const entries = keys.map((key) => [key, grownEntry(revision, value.entries.get(key), references)] as const);
  const grown = withEntries(value, Object.fromEntries(entries));
  if (at !== undefined) revision.replace(at, grown);
  return withEntries(store, { Type: name('DSS'), VRI: at ?? grown });
}

function grownEntry(revision: Revision, before: PdfValue | undefined, references: readonly Item[]): PdfValue {
  const { at, value } = known(revision, before);
  const grown = kinds.reduce(
    (entry, kind) => {
      const key = names[kind].entry;
      const present = numbers(items(revision, entry, key));
      const added = references.filter((one) => one.kind === kind && !present.has(one.at.number)).map((one) => one.at);
      return added.length === 0 ? entry : revision.append(entry, key, ...added);
    },
    withEntries(value, { Type: name('VRI') }),
  );
  if (at !== undefined) revision.replace(at, grown);
  return at ?? grown;
}

function hasEntry(revision: Revision, key: string, references: readonly Item[]): boolean {
  const { value: entries } = known(revision, storeOf(revision).value.entries.get('VRI'));
  const { value: entry } = known(revision, entries.entries.get(key));
  return references.every(({ kind, at }) => numbers(items(revision, entry, names[kind].entry)).has(at.number));
}

function numbers(values: readonly PdfValue[]): Set<number> {
  return new Set(values.map((value) => (value.kind === 'reference' ? value.number : -1)));
}

function writeStore(revision: Revision, store: PdfDictionary): void {
  const root = revision.document.catalogReference;
  const { at } = storeOf(revision);
  if (at !== undefined) revision.replace(at, store);
  else revision.replace(root, withEntries(revision.dictionary(root, 'the catalog'), { DSS: revision.add(store) }));
}

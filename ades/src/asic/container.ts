/** An associated signature container (EN 319 162-1) as it was found: what is in it, and what each of its files is. */
import { crc32, inflateRawSync } from 'node:zlib';
import { AdesError, damaged, tooComplex } from '../error.ts';
import type { PdfSource } from '../pdf/source.ts';
import { readZip, type ZipEntry } from './read-zip.ts';

/** With one file and its signatures, or with several. */
export type ContainerKind = 'ASiC-S' | 'ASiC-E';

export interface AsicContainer {
  readonly kind: ContainerKind;
  /** Of CMS or of XML signatures; undefined where there are none, or both. */
  readonly format: 'cades' | 'xades' | undefined;
  readonly entries: readonly ZipEntry[];
  readonly comment: string;
  readonly source: PdfSource;
}

/** EN 319 162-1, 4.3.3.1, 4.4.3.1, annex C. */
export const mediaTypes = {
  'ASiC-S': 'application/vnd.etsi.asic-s+zip',
  'ASiC-E': 'application/vnd.etsi.asic-e+zip',
} as const satisfies Record<ContainerKind, string>;

/** 4.3.3.2, 4.4.3.2: what each file below META-INF is told by its name. */
const roles = {
  cades: /^META-INF\/[^/]*signature[^/]*\.p7s$/i,
  xades: /^META-INF\/[^/]*signatures[^/]*\.xml$/i,
  manifest: /^META-INF\/[^/]*ASiCManifest[^/]*\.xml$/i,
  archiveManifest: /^META-INF\/[^/]*ASiCArchiveManifest[^/]*\.xml$/i,
  timeStamp: /^META-INF\/[^/]*timestamp[^/]*\.tst$/i,
} as const;

export type Role = keyof typeof roles;

/** Files are held in memory one at a time. */
const largestInMemory = 512 * 1024 * 1024;
const mimetypeName = 'mimetype';

/** Throws AdesError `not-a-container`, `damaged`, `encrypted`, `unsupported`, `too-complex`, `input`. */
export function readAsic(source: PdfSource): AsicContainer {
  const { entries, comment } = readZip(source);
  const [cades, xades] = [entriesOf(entries, 'cades'), entriesOf(entries, 'xades')];
  const format = cades.length > 0 === xades.length > 0 ? undefined : cades.length > 0 ? 'cades' : 'xades';
  const found = { format, entries, comment, source } as const;
  return { ...found, kind: kindOf(found) };
}

/** As it says of itself, and else as it is built: its one file and its one signature file have their own names. */
function kindOf(container: Omit<AsicContainer, 'kind'>): ContainerKind {
  const said = `${saidWithin(container)} ${container.comment}`;
  if (said.includes(mediaTypes['ASiC-E'])) return 'ASiC-E';
  if (said.includes(mediaTypes['ASiC-S'])) return 'ASiC-S';
  const simple = container.entries.some(({ name }) => /^META-INF\/(signature\.p7s|signatures\.xml)$/.test(name));
  const manifests = entriesOf(container.entries, 'manifest');
  return simple && manifests.length === 0 && dataEntries(container).length === 1 ? 'ASiC-S' : 'ASiC-E';
}

function saidWithin({ entries, source }: Pick<AsicContainer, 'entries' | 'source'>): string {
  const entry = entries.find(({ name }) => name === mimetypeName);
  return entry === undefined || entry.size > 1024 ? '' : Buffer.from(octetsOf(entry, source)).toString('latin1');
}

export function entriesOf(entries: readonly ZipEntry[], role: Role): ZipEntry[] {
  return entries.filter(({ name }) => roles[role].test(name));
}

/** What signatures are over: all that is neither the container's own nor in META-INF. */
export function dataEntries({ entries }: Pick<AsicContainer, 'entries'>): ZipEntry[] {
  return entries.filter(({ name }) => name !== mimetypeName && !/^META-INF\//i.test(name));
}

/** A file's octets. Throws AdesError `input` for one that is not there, `damaged`, `too-complex`. */
export function containerFile({ entries, source }: AsicContainer, name: string): Uint8Array {
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) throw new AdesError('input', 'the container has no such file');
  return octetsOf(entry, source);
}

function octetsOf({ method, size, stored, from, to, crc32: expected }: ZipEntry, source: PdfSource): Uint8Array {
  if (Math.max(size, stored) > largestInMemory) throw tooComplex('a file in a container that is too large to be held');
  const raw = source.read(from, to);
  const octets = method === 0 ? raw : inflated(raw, size);
  if (octets.length !== size || crc32(octets) !== expected) throw damaged('a file in a container is not what it was');
  return octets;
}

/** What node:zlib gives where `info` is asked for: its octets, and how many it has read for them. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflated(raw: Uint8Array, size: number): Uint8Array {
  try {
    // Zero is no limit to it.
    const done = inflateRawSync(raw, { maxOutputLength: Math.max(size, 1), info: true });
    const { buffer, engine } = done as unknown as Inflated;
    // Who reads from the front would go on where the compressed octets end.
    if (engine.bytesWritten === raw.length) return buffer;
  } catch (cause) {
    throw damaged('a compressed file that cannot be read', cause);
  }
  throw damaged('something stands behind a compressed file');
}

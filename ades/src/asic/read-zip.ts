/**
 * The directory of a ZIP file of anybody (APPNOTE 6.3.10), read within bounds. What could be read in two ways is refused: each
 * entry stands where the one before ends, and its local header says what the directory says, so that somebody who reads from the
 * front sees the same files.
 */
import { AdesError, damaged, tooComplex } from '../error.ts';
import type { PdfSource } from '../pdf/source.ts';
import { requireDistinct, requireEntryName } from './entry-name.ts';
import { type Directory, extra64, full16, full32, signatures, sizes, type ZipRecord } from './zip-records.ts';

export interface ZipEntry extends ZipRecord {
  /** Where its octets stand, as they are stored. */
  readonly from: number;
  readonly to: number;
}

export interface ReadZip {
  readonly entries: readonly ZipEntry[];
  readonly comment: string;
}

const mostEntries = 1000;
const longestDirectory = 1024 * 1024;
/** No honest text shrinks further; a small container may. */
const largestRatio = 100;
const freeOfRatio = 1024 * 1024;
/** 4.3.9, with its signature and large sizes. */
const longestDescriptor = 24;

interface Listed extends ZipRecord {
  readonly flags: number;
  readonly rawName: Buffer;
  readonly offset: number;
}

/** Folders are left out. Throws AdesError `not-a-container`, `damaged`, `encrypted`, `unsupported`, `too-complex`, `input`. */
export function readZip(source: PdfSource): ReadZip {
  const { directory, comment, at } = readEnd(source);
  const listed = readDirectory(source, directory, at);
  requireBounds(listed);
  const entries = placed(source, listed, directory.offset).filter(({ name }) => !name.endsWith('/'));
  for (const { name } of entries) requireEntryName(name);
  requireDistinct(entries.map(({ name }) => name));
  return { entries, comment };
}

/** The last record whose comment ends with the file. */
function readEnd(source: PdfSource): { directory: Directory; comment: string; at: number } {
  const start = Math.max(0, source.size - sizes.end - full16);
  const tail = view(source, start, source.size);
  for (let at = tail.length - sizes.end; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== signatures.end || at + sizes.end + tail.readUInt16LE(at + 20) !== tail.length)
      continue;
    const comment = tail.toString('utf8', at + sizes.end);
    return { ...directoryAt(source, tail.subarray(at), start + at), comment };
  }
  throw new AdesError('not-a-container', 'not a ZIP file');
}

/** `at` is where the records of the end begin. */
function directoryAt(source: PdfSource, end: Buffer, at: number): { directory: Directory; at: number } {
  const [disk, first, here] = [end.readUInt16LE(4), end.readUInt16LE(6), end.readUInt16LE(8)];
  const small = { entries: end.readUInt16LE(10), size: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  const large = small.entries === full16 || small.size === full32 || small.offset === full32;
  if (disk !== 0 || first !== 0 || here !== small.entries) throw new AdesError('unsupported', 'a ZIP file in pieces');
  return large ? largeDirectory(source, small, at) : { directory: small, at };
}

/** 4.4.1.4: it has what is full in the small one; the rest stands in both. */
function largeDirectory(source: PdfSource, small: Directory, end: number): { directory: Directory; at: number } {
  const locator = view(source, end - sizes.locator64, end);
  if (locator.readUInt32LE(0) !== signatures.locator64) throw damaged('the directory of the ZIP file is not found');
  const at = number64(locator, 8);
  const record = view(source, at, at + sizes.end64);
  if (record.readUInt32LE(0) !== signatures.end64) throw damaged('the directory of the ZIP file is not found');
  const directory = { entries: number64(record, 32), size: number64(record, 40), offset: number64(record, 48) };
  const said = { entries: full16, offset: full32, size: full32 };
  for (const one of ['entries', 'offset', 'size'] as const)
    if (small[one] !== said[one] && small[one] !== directory[one]) throw damaged('a ZIP file with two directories');
  return { directory, at };
}

function readDirectory(source: PdfSource, { entries, offset, size }: Directory, end: number): Listed[] {
  if (entries > mostEntries || size > longestDirectory) throw tooComplex('a container of too many files');
  if (offset + size !== end) throw damaged('the directory of the ZIP file is not where it should be');
  const octets = view(source, offset, end);
  const listed: Listed[] = [];
  let at = 0;
  while (listed.length < entries) {
    const [one, length] = readListed(octets.subarray(at));
    listed.push(one);
    at += length;
  }
  if (at !== size) throw damaged('the directory of the ZIP file has more than its entries');
  return listed;
}

function readListed(octets: Buffer): [Listed, number] {
  if (octets.length < sizes.central || octets.readUInt32LE(0) !== signatures.central)
    throw damaged('no directory entry');
  const [nameLength, extraLength] = [octets.readUInt16LE(28), octets.readUInt16LE(30)];
  const length = sizes.central + nameLength + extraLength + octets.readUInt16LE(32);
  if (length > octets.length) throw damaged('a directory entry is cut off');
  const rawName = octets.subarray(sizes.central, sizes.central + nameLength);
  const extra = octets.subarray(sizes.central + nameLength, sizes.central + nameLength + extraLength);
  const narrow = { size: octets.readUInt32LE(24), stored: octets.readUInt32LE(20), offset: octets.readUInt32LE(42) };
  const [flags, method] = [octets.readUInt16LE(8), octets.readUInt16LE(10)];
  const wide = widened(narrow, extra);
  const common = { crc32: octets.readUInt32LE(16), modified: octets.readUInt32LE(12) };
  return [{ name: nameOf(rawName), rawName, flags, method: methodOf(flags, method), ...common, ...wide }, length];
}

function methodOf(flags: number, method: number): 0 | 8 {
  // 4.4.4: bits 0, 6 and 13 are of encryption.
  if ((flags & 0x2041) !== 0) throw new AdesError('encrypted', 'an encrypted file in a container');
  if (method === 0 || method === 8) return method;
  throw new AdesError('unsupported', `a file compressed by method ${method}`);
}

/** References spell names in UTF-8; a name in another code would lead somewhere else. */
function nameOf(octets: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch (cause) {
    throw new AdesError('unsupported', 'the name of a file in a container is not in UTF-8', { cause });
  }
}

type Widened = { readonly size: number; readonly stored: number; readonly offset: number };

/** 4.5.3: those that are full stand in the extra field, in this order. */
function widened(narrow: Widened, extra: Buffer): Widened {
  const full = (['size', 'stored', 'offset'] as const).filter((one) => narrow[one] === full32);
  if (full.length === 0) return narrow;
  const field = fieldOf(extra);
  if (field.length < 8 * full.length) throw damaged('a large entry without its size');
  return { ...narrow, ...Object.fromEntries(full.map((one, at) => [one, number64(field, 8 * at)])) };
}

function fieldOf(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === extra64) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return Buffer.alloc(0);
}

function requireBounds(listed: readonly Listed[]): void {
  const [size, stored] = [sum(listed.map((one) => one.size)), sum(listed.map((one) => one.stored))];
  if (size > freeOfRatio && size > largestRatio * stored) throw tooComplex('a container that swells without bounds');
  if (!Number.isSafeInteger(size)) throw tooComplex('a container larger than any');
}

/** From the front, one behind the other, with nothing but a data descriptor between. */
function placed(source: PdfSource, listed: readonly Listed[], end: number): ZipEntry[] {
  const ordered = listed.toSorted((a, b) => a.offset - b.offset);
  const found = ordered.map((one, at) =>
    entryAt(source, one, at === 0 ? 0 : undefined, ordered[at + 1]?.offset ?? end),
  );
  return listed.map((one) => found[ordered.indexOf(one)] as ZipEntry);
}

function entryAt(source: PdfSource, entry: Listed, expected: number | undefined, next: number): ZipEntry {
  const { offset, rawName, stored, flags, name, method, crc32, size, modified } = entry;
  if (expected !== undefined && offset !== expected) throw damaged('something stands before the first entry');
  const header = view(source, offset, Math.min(offset + sizes.local + rawName.length, next));
  if (header.length < sizes.local + rawName.length) throw damaged('a local header is cut off');
  requireSameEntry(header, entry);
  const named = offset + sizes.local + rawName.length;
  const from = named + header.readUInt16LE(28);
  requireSameSizes(header, view(source, named, from), entry);
  const to = from + stored;
  const between = next - to;
  if (between < 0 || between > (flags & 8 ? longestDescriptor : 0)) throw damaged('entries overlap, or hide something');
  return { name, method, crc32, size, stored, modified, from, to };
}

function requireSameEntry(header: Buffer, { rawName, method, flags, crc32 }: Listed): void {
  const bits = 0x2849;
  const same =
    header.readUInt32LE(0) === signatures.local &&
    header.readUInt16LE(8) === method &&
    (header.readUInt16LE(6) & bits) === (flags & bits) &&
    header.readUInt16LE(26) === rawName.length &&
    header.subarray(sizes.local).equals(rawName);
  // 4.4.4, bit 3: CRC and sizes stand behind the octets.
  const described = (flags & 8) !== 0 || header.readUInt32LE(14) === crc32;
  if (!same || !described) throw damaged('a local header contradicts the directory');
}

/** 4.4.4, bit 3: else they stand before the octets, and who reads from the front believes them. */
function requireSameSizes(header: Buffer, extra: Buffer, { flags, size, stored }: Listed): void {
  if ((flags & 8) !== 0) return;
  const local = widened({ size: header.readUInt32LE(22), stored: header.readUInt32LE(18), offset: 0 }, extra);
  if (local.size !== size || local.stored !== stored) throw damaged('a local header contradicts the directory');
}

function number64(octets: Buffer, at: number): number {
  const value = Number(octets.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw damaged('a size larger than any file');
  return value;
}

/** Throws AdesError `damaged` for a range that is not in the file. */
function view(source: PdfSource, from: number, to: number): Buffer {
  if (from < 0 || to > source.size || from > to) throw damaged('a record outside of the ZIP file');
  const octets = source.read(from, to);
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

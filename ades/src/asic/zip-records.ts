/** The records of a ZIP file (APPNOTE 6.3.10, 4.3), as they are written: names in UTF-8, sizes known before, nothing encrypted. */

/** One file in a ZIP: `stored` is its size in there, `offset` where its local header stands. */
export interface ZipRecord {
  readonly name: string;
  readonly method: 0 | 8;
  readonly crc32: number;
  readonly size: number;
  readonly stored: number;
  /** Time and date as MS-DOS has them. */
  readonly modified: number;
}

export const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

export const sizes = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 } as const;

/** 4.4.4, bit 11: the name is in UTF-8. */
const utf8 = 0x0800;
/** 4.5.3. */
export const extra64 = 0x0001;
export const full16 = 0xffff;
export const full32 = 0xffffffff;

/** 1980-01-01: nobody asks a container when its parts were written, and what is signed says when itself. */
export const noTime = 0x00210000;

/** 4.3.7. An entry of four gigabytes or more has both sizes in the extra field. */
export function localHeader(entry: ZipRecord): Buffer {
  const large = entry.size >= full32 || entry.stored >= full32;
  const extra = large ? extraField([entry.size, entry.stored]) : Buffer.alloc(0);
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(sizes.local);
  header.writeUInt32LE(signatures.local, 0);
  header.writeUInt16LE(large ? 45 : 20, 4);
  writeCommon(header, 6, entry, large);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** 4.3.12. */
export function centralHeader(entry: ZipRecord, offset: number): Buffer {
  const large = entry.size >= full32 || entry.stored >= full32;
  const fields = [...(large ? [entry.size, entry.stored] : []), ...(offset >= full32 ? [offset] : [])];
  const extra = extraField(fields);
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(sizes.central);
  const version = fields.length > 0 ? 45 : 20;
  header.writeUInt32LE(signatures.central, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  writeCommon(header, 8, entry, large);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(Math.min(offset, full32), 42);
  return Buffer.concat([header, name, extra]);
}

/** Flags, method, time, CRC and sizes stand in both headers in the same order. */
function writeCommon(header: Buffer, at: number, entry: ZipRecord, large: boolean): void {
  header.writeUInt16LE(/^[\x20-\x7e]*$/.test(entry.name) ? 0 : utf8, at);
  header.writeUInt16LE(entry.method, at + 2);
  header.writeUInt32LE(entry.modified, at + 4);
  header.writeUInt32LE(entry.crc32, at + 8);
  header.writeUInt32LE(large ? full32 : entry.stored, at + 12);
  header.writeUInt32LE(large ? full32 : entry.size, at + 16);
}

function extraField(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(extra64, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [at, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
  return field;
}

export interface Directory {
  readonly entries: number;
  readonly offset: number;
  readonly size: number;
}

/** 4.3.14 to 4.3.16: with the larger records where the directory begins behind four gigabytes. */
export function endRecords({ entries, offset, size }: Directory, comment: string): Buffer {
  const large = offset >= full32;
  const text = Buffer.from(comment);
  const end = Buffer.alloc(sizes.end);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(Math.min(offset, full32), 16);
  end.writeUInt16LE(text.length, 20);
  return Buffer.concat([...(large ? [largeEnd({ entries, offset, size })] : []), end, text]);
}

function largeEnd({ entries, offset, size }: Directory): Buffer {
  const record = Buffer.alloc(sizes.end64 + sizes.locator64);
  record.writeUInt32LE(signatures.end64, 0);
  record.writeBigUInt64LE(BigInt(sizes.end64 - 12), 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(signatures.locator64, sizes.end64);
  record.writeBigUInt64LE(BigInt(offset + size), sizes.end64 + 8);
  record.writeUInt32LE(1, sizes.end64 + 16);
  return record;
}

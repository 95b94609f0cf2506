import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive; one of 4 GiB or more is refused with a RangeError. */
export interface ZipEntry {
  /** Slashes divide folders; nothing else is made safe here. */
  readonly name: string;
  readonly octets: AsyncIterable<Uint8Array>;
}

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

const most = 0xffff_ffff;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3.10) as it is made: no entry is held, and the next one is asked for when the one before is
 * written. Deflated, because some readers take no data descriptor behind a stored entry, but not compressed: PDFs are already,
 * and the time would be theirs who wait. Names in UTF-8; ZIP64 where the archive grows past `limit`.
 */
export async function* zipOf(entries: AsyncIterable<ZipEntry>, at: Date, limit = most): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, octets } of entries) {
    const entry = { name: Buffer.from(name), offset };
    const head = localHeader(entry.name, at);
    yield head;
    const { pieces, measure } = deflated(octets);
    yield* pieces;
    const measured = measure();
    yield descriptor(measured);
    written.push({ ...entry, ...measured });
    offset += head.length + measured.packed + descriptorLength;
  }
  const directory = Buffer.concat(written.map((entry) => directoryHeader(entry, at, limit)));
  yield directory;
  yield directoryEnd(written.length, directory.length, offset, limit);
}

type Measured = Pick<Written, 'crc' | 'size' | 'packed'>;

function deflated(octets: AsyncIterable<Uint8Array>) {
  let [crc, size, packed] = [0, 0, 0];
  const counted = async function* () {
    for await (const piece of octets) {
      crc = crc32(piece, crc);
      size += piece.length;
      yield piece;
    }
  };
  const pieces = async function* () {
    const packer = createDeflateRaw({ level: constants.Z_NO_COMPRESSION });
    pipeline(Readable.from(counted()), packer).catch(() => undefined);
    for await (const piece of packer) {
      packed += piece.length;
      yield piece as Uint8Array;
    }
    if (Math.max(size, packed) >= most) throw new RangeError('a file of 4 GiB or more');
  };
  return { pieces: pieces(), measure: (): Measured => ({ crc, size, packed }) };
}

/** APPNOTE 4.4.4: sizes and CRC stand behind the entry (bit 3), the name is UTF-8 (bit 11). */
const flags = (1 << 3) | (1 << 11);
const deflate = 8;
/** 4.4.3.2: ZIP64. */
const version = 45;

/** What the header of an entry and its line in the directory have in common, 4.3.7 and 4.3.12. */
function common(name: Buffer, at: Date, { crc, size, packed }: Measured, extra: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(flags, 2);
  fields.writeUInt16LE(deflate, 4);
  fields.writeUInt32LE(dosTime(at), 6);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  fields.writeUInt16LE(extra, 24);
  return fields;
}

/** 4.4.6: seconds count by twos, years from 1980; in UTC. */
function dosTime(at: Date): number {
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}

function localHeader(name: Buffer, at: Date): Buffer {
  const later = { crc: 0, size: 0, packed: 0 };
  return Buffer.concat([uint32(0x04034b50), common(name, at, later, 0), name]);
}

const descriptorLength = 16;

function descriptor({ crc, size, packed }: Measured): Buffer {
  return Buffer.concat([0x08074b50, crc, packed, size].map(uint32));
}

function directoryHeader(entry: Written, at: Date, limit: number): Buffer {
  const { name, offset } = entry;
  const far = offset >= limit;
  // 4.5.3: only what does not fit stands in the extra field.
  const extra = far ? Buffer.concat([uint16(1), uint16(8), uint64(offset)]) : Buffer.alloc(0);
  const unix = uint16((3 << 8) | version);
  // No comment, first disk, binary; a regular file that its owner may write.
  const about = Buffer.concat([uint16(0), uint16(0), uint16(0), uint32((0o100644 << 16) >>> 0)]);
  const place = uint32(far ? most : offset);
  return Buffer.concat([uint32(0x02014b50), unix, common(name, at, entry, extra.length), about, place, name, extra]);
}

/** 4.3.14 to 4.3.16. */
function directoryEnd(count: number, size: number, offset: number, limit: number): Buffer {
  const far = offset + size >= limit || count >= 0xffff;
  const counts = Buffer.concat([uint16(far ? 0xffff : count), uint16(far ? 0xffff : count)]);
  const place = Buffer.concat([uint32(far ? most : size), uint32(far ? most : offset)]);
  const end = Buffer.concat([uint32(0x06054b50), uint16(0), uint16(0), counts, place, uint16(0)]);
  return far ? Buffer.concat([directoryEnd64(count, size, offset), end]) : end;
}

function directoryEnd64(count: number, size: number, offset: number): Buffer {
  const disks = [uint32(0), uint32(0)];
  const fields = [uint16(version), uint16(version), ...disks, ...[count, count, size, offset].map(uint64)];
  const record = Buffer.concat([uint32(0x06064b50), uint64(44), ...fields]);
  return Buffer.concat([record, uint32(0x07064b50), uint32(0), uint64(offset + size), uint32(1)]);
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16LE(value);
  return octets;
}

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(value);
  return octets;
}

function uint64(value: number): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64LE(BigInt(value));
  return octets;
}

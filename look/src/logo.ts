/** A logo as pages take it: a small still PNG (ISO/IEC 15948) that is whole and no larger than it says. */
import { crc32, inflateSync } from 'node:zlib';

export interface Logo {
  readonly width: number;
  readonly height: number;
}

/** Octets of the file. */
export const largestLogo = 32 * 1024;
const most = { width: 1200, height: 400 };
const least = 16;
const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** How large it is, or in one sentence why it is no logo. */
export function readLogo(file: Uint8Array): Logo | { readonly wrong: string } {
  if (file.length > largestLogo) return wrong(`has ${file.length} octets; ${largestLogo} are the most`);
  const chunks = chunksOf(Buffer.from(file.buffer, file.byteOffset, file.length));
  const header = chunks?.[0];
  if (chunks === undefined || header?.type !== 'IHDR' || header.data.length !== 13) return wrong('is not a whole PNG');
  if (chunks.some(({ type }) => type === 'acTL')) return wrong('moves');
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  if (width > most.width || height > most.height || Math.min(width, height) < least)
    return wrong(`has ${width} x ${height} pixels; ${least} x ${least} to ${most.width} x ${most.height} are taken`);
  const expected = rowsOf(header.data, width, height);
  if (expected === undefined) return wrong('is interlaced or of a kind there is not');
  return hasPixels(chunks, expected) ? { width, height } : wrong('is damaged');
}

function wrong(why: string) {
  return { wrong: `The logo ${why}.` };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Undefined where one is cut off or changed, where something follows the end, or where the file is no PNG. */
function chunksOf(file: Buffer): readonly Chunk[] | undefined {
  if (!signature.equals(file.subarray(0, 8))) return undefined;
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length; ) {
    if (at + 12 > file.length) return undefined;
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length || crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return undefined;
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, end) });
    at = end + 4;
  }
  const ends = chunks.findIndex(({ type }) => type === 'IEND');
  return ends === chunks.length - 1 ? chunks : undefined;
}

/** Samples of a pixel, by colour type (11.2.2). */
const samples = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** The octets that its pixels are, each row with its filter before it. */
function rowsOf(header: Buffer, width: number, height: number): number | undefined {
  const [depth = 0, colour = 0, method, filter, interlaced] = header.subarray(8);
  const perPixel = samples.get(colour);
  if (perPixel === undefined || ![1, 2, 4, 8, 16].includes(depth) || method !== 0 || filter !== 0 || interlaced !== 0)
    return undefined;
  return height * (1 + Math.ceil((width * perPixel * depth) / 8));
}

function hasPixels(chunks: readonly Chunk[], expected: number): boolean {
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  try {
    return inflateSync(Buffer.concat(data), { maxOutputLength: expected }).length === expected;
  } catch {
    return false;
  }
}

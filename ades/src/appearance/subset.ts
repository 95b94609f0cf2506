import { AdesError } from '../error.ts';
import { type TrueType, view } from './truetype.ts';

/** A font program with some glyphs of another, numbered anew from 0 (the glyph for what is missing). */
export interface Subset {
  readonly file: Uint8Array;
  /** Old number to new. */
  readonly numbers: ReadonlyMap<number, number>;
}

const copied = ['cvt ', 'fpgm', 'prep'];

/** Keeps the glyphs and those they are composed of (ISO/IEC 14496-22, 5.3.3). */
export function subset(font: TrueType, wanted: Iterable<number>): Subset {
  const numbers = numbered(font, [0, ...wanted]);
  const glyphs = [...numbers.keys()].map((glyph) => renumbered(outline(font, glyph), numbers));
  const tables = new Map<string, Uint8Array>([
    ...copied.filter((tag) => font.tables.has(tag)).map((tag) => [tag, font.tables.get(tag)!] as const),
    ['glyf', Buffer.concat(glyphs)],
    ['head', patched(font, 'head', (head) => head.setInt16(50, 1))],
    ['hhea', patched(font, 'hhea', (hhea) => hhea.setUint16(34, glyphs.length))],
    ['hmtx', Buffer.concat([...numbers.keys()].map((glyph) => metrics(font, glyph)))],
    ['loca', offsets(glyphs)],
    ['maxp', patched(font, 'maxp', (maxp) => maxp.setUint16(4, glyphs.length))],
  ]);
  return { file: assemble(tables), numbers };
}

function numbered(font: TrueType, wanted: readonly number[]): Map<number, number> {
  const numbers = new Map<number, number>();
  const queue = [...wanted];
  for (let glyph = queue.shift(); glyph !== undefined; glyph = queue.shift()) {
    if (numbers.has(glyph)) continue;
    numbers.set(glyph, numbers.size);
    queue.push(...components(outline(font, glyph)).map(({ number }) => number));
  }
  return numbers;
}

function outline(font: TrueType, glyph: number): Uint8Array {
  if (glyph >= font.glyphs) throw new AdesError('input', `the font has no glyph ${glyph}`);
  const loca = view(font.tables.get('loca')!);
  const offset = (index: number) => (font.longOffsets ? loca.getUint32(4 * index) : 2 * loca.getUint16(2 * index));
  return font.tables.get('glyf')!.subarray(offset(glyph), offset(glyph + 1));
}

interface Component {
  /** Where the number stands in the outline. */
  readonly at: number;
  readonly number: number;
}

const [wordArguments, scale, moreComponents, twoScales, matrix] = [0x01, 0x08, 0x20, 0x40, 0x80];

function components(glyph: Uint8Array): Component[] {
  const data = view(glyph);
  if (glyph.length < 10 || data.getInt16(0) >= 0) return [];
  const found: Component[] = [];
  for (let at = 10, more = true; more; ) {
    const flags = data.getUint16(at);
    found.push({ at: at + 2, number: data.getUint16(at + 2) });
    const transform = flags & matrix ? 8 : flags & twoScales ? 4 : flags & scale ? 2 : 0;
    at += 4 + (flags & wordArguments ? 4 : 2) + transform;
    more = (flags & moreComponents) !== 0;
  }
  return found;
}

/** Outlines lie at even offsets of four. */
function renumbered(glyph: Uint8Array, numbers: ReadonlyMap<number, number>): Uint8Array {
  const copy = new Uint8Array(Math.ceil(glyph.length / 4) * 4);
  copy.set(glyph);
  for (const { at, number } of components(glyph)) view(copy).setUint16(at, numbers.get(number)!);
  return copy;
}

/** The glyphs behind the last metrics share its width (5.2.4). */
function metrics(font: TrueType, glyph: number): Uint8Array {
  const hmtx = font.tables.get('hmtx')!;
  const last = font.horizontalMetrics - 1;
  if (glyph <= last) return hmtx.subarray(4 * glyph, 4 * glyph + 4);
  const bearing = 4 * (last + 1) + 2 * (glyph - last - 1);
  return Buffer.concat([hmtx.subarray(4 * last, 4 * last + 2), hmtx.subarray(bearing, bearing + 2)]);
}

function patched(font: TrueType, tag: string, change: (table: DataView) => void): Uint8Array {
  const table = Uint8Array.from(font.tables.get(tag)!);
  change(view(table));
  return table;
}

function offsets(glyphs: readonly Uint8Array[]): Uint8Array {
  const loca = Buffer.alloc(4 * (glyphs.length + 1));
  let at = 0;
  for (const [index, glyph] of glyphs.entries()) {
    loca.writeUInt32BE(at, 4 * index);
    at += glyph.length;
  }
  loca.writeUInt32BE(at, 4 * glyphs.length);
  return loca;
}

/** The file around the tables (4.5.1 and 4.5.2), in the order of their tags. */
function assemble(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...tables].sort(([one], [other]) => (one < other ? -1 : 1));
  const power = Math.floor(Math.log2(sorted.length));
  const head = Buffer.alloc(12 + 16 * sorted.length);
  head.writeUInt32BE(0x00010000, 0);
  const fields = [sorted.length, 16 * 2 ** power, power, 16 * (sorted.length - 2 ** power)];
  for (const [index, value] of fields.entries()) head.writeUInt16BE(value, 4 + 2 * index);
  const parts: Uint8Array[] = [head];
  let offset = head.length;
  for (const [index, [tag, table]] of sorted.entries()) {
    const at = 12 + 16 * index;
    head.write(tag, at, 'latin1');
    for (const [word, value] of [checksum(table), offset, table.length].entries())
      head.writeUInt32BE(value, at + 4 + 4 * word);
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

function checksum(table: Uint8Array): number {
  const padded = view(Uint8Array.from(Buffer.concat([table, Buffer.alloc(-table.length & 3)])));
  let sum = 0;
  for (let at = 0; at < padded.byteLength; at += 4) sum = (sum + padded.getUint32(at)) >>> 0;
  return sum;
}

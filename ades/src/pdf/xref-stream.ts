import { damaged } from '../error.ts';
import { isInteger, type PdfDictionary, type PdfValue } from './value.ts';
import type { XrefEntry, XrefRange, XrefSection } from './xref.ts';

const largestObjectNumber = 8_388_607;

/** A cross-reference stream (ISO 32000-2, 7.5.8). Its dictionary is its trailer; nothing in it may be indirect. */
export function readXrefStream(offset: number, dictionary: PdfDictionary, data: Uint8Array): XrefSection {
  return { kind: 'stream', offset, ranges: readRanges(dictionary, data, readWidths(dictionary)), trailer: dictionary };
}

function readWidths(dictionary: PdfDictionary): readonly [number, number, number] {
  const widths = integers(dictionary.entries.get('W'));
  if (widths?.length !== 3 || widths.some((width) => width > 8) || widths[1] === 0) {
    throw damaged('a cross-reference stream without usable /W');
  }
  return widths as unknown as [number, number, number];
}

function readRanges(
  dictionary: PdfDictionary,
  data: Uint8Array,
  widths: readonly [number, number, number],
): XrefRange[] {
  const index = integers(dictionary.entries.get('Index')) ?? [0, integers(dictionary.entries.get('Size'))?.[0] ?? -1];
  const width = widths[0] + widths[1] + widths[2];
  const ranges: XrefRange[] = [];
  let at = 0;
  for (let pair = 0; pair < index.length; pair += 2) {
    const [first, count] = [index[pair]!, index[pair + 1] ?? -1];
    if (count < 0 || first + count > largestObjectNumber + 1)
      throw damaged('a cross-reference stream without usable /Index');
    if (at + count * width > data.length) throw damaged('a cross-reference stream shorter than its /Index');
    ranges.push(rangeAt(data, at, first, count, widths));
    at += count * width;
  }
  return ranges;
}

function rangeAt(
  data: Uint8Array,
  start: number,
  first: number,
  count: number,
  widths: readonly [number, number, number],
): XrefRange {
  const width = widths[0] + widths[1] + widths[2];
  return { first, count, entry: (number) => entryAt(data, start + (number - first) * width, widths) };
}

/** 7.5.8.3: a field of width 0 has its default, 1 for the type. Unknown types refer to nothing. */
function entryAt(data: Uint8Array, at: number, [type, second, third]: readonly [number, number, number]): XrefEntry {
  const kind = type === 0 ? 1 : bigEndian(data, at, type);
  const a = bigEndian(data, at + type, second);
  const b = bigEndian(data, at + type + second, third);
  if (kind === 1 && a > 0) return { kind: 'offset', offset: a, generation: b };
  if (kind === 2) return { kind: 'compressed', stream: a, index: b };
  return { kind: 'free' };
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + data[at + index]!;
  return value;
}

function integers(value: PdfValue | undefined): number[] | undefined {
  if (isInteger(value)) return value.value >= 0 ? [value.value] : undefined;
  if (value?.kind !== 'array') return undefined;
  const numbers = value.items.map((item) => (isInteger(item) && item.value >= 0 ? item.value : Number.NaN));
  if (numbers.some(Number.isNaN)) throw damaged('a cross-reference stream with an unusable number');
  return numbers;
}

import { inflateSync } from 'node:zlib';
import { AdesError, damaged, tooComplex } from '../error.ts';
import { isSpace } from './lexer.ts';
import { pngRow } from './predictor.ts';
import type { PdfDictionary, PdfValue } from './value.ts';

/**
 * Decoding of the streams that carry the structure of a file (ISO 32000-2, 7.4): Flate with predictors, and the two
 * ASCII filters. Pages and images are never decoded here.
 */
export function decodeStream(
  data: Uint8Array,
  filters: readonly string[],
  parameters: readonly (PdfDictionary | undefined)[],
  limit: number,
): Uint8Array {
  if (filters.length > 4) throw tooComplex('a stream with more than four filters');
  return filters.reduce((bytes, filter, index) => decode(bytes, filter, parameters[index], limit), data);
}

function decode(bytes: Uint8Array, filter: string, parameters: PdfDictionary | undefined, limit: number): Uint8Array {
  if (filter === 'FlateDecode' || filter === 'Fl') return undoPredictor(inflate(bytes, limit), parameters);
  if (filter === 'Crypt') return bytes; // undone before all filters
  if (filter === 'ASCIIHexDecode' || filter === 'AHx') return asciiHex(bytes);
  if (filter === 'ASCII85Decode' || filter === 'A85') return ascii85(bytes);
  throw new AdesError('unsupported', `filter ${filter} on a structural stream`);
}

function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooComplex(`a stream inflates to more than ${limit} bytes`);
    throw damaged('a compressed stream cannot be read', cause);
  }
}

/** ISO 32000-2, 7.4.4.4: 1 is none, 2 is TIFF, 10 to 15 are the PNG predictors (each row names its own). */
function undoPredictor(bytes: Uint8Array, parameters: PdfDictionary | undefined): Uint8Array {
  const predictor = number(parameters?.entries.get('Predictor'), 1);
  if (predictor === 1) return bytes;
  if (predictor < 10) throw new AdesError('unsupported', `predictor ${predictor} on a structural stream`);
  const bits = number(parameters?.entries.get('BitsPerComponent'), 8) * number(parameters?.entries.get('Colors'), 1);
  const pixel = Math.max(1, Math.ceil(bits / 8));
  const row = Math.ceil((bits * number(parameters?.entries.get('Columns'), 1)) / 8);
  if (!Number.isSafeInteger(row) || row < 1 || row > 65_536) throw damaged('a predictor with an impossible row');
  return pngRows(bytes, row, pixel);
}

function pngRows(bytes: Uint8Array, row: number, pixel: number): Uint8Array {
  const count = Math.floor(bytes.length / (row + 1));
  const out = new Uint8Array(count * row);
  let above: Uint8Array | undefined;
  for (let index = 0; index < count; index++) {
    const source = bytes.subarray(index * (row + 1) + 1, (index + 1) * (row + 1));
    above = pngRow(bytes[index * (row + 1)]!, source, above, pixel);
    out.set(above, index * row);
  }
  return out;
}

function asciiHex(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0x3e);
  const text = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end))
    .toString('latin1')
    .replace(/\s+/g, '');
  if (/[^0-9a-fA-F]/.test(text)) throw damaged('ASCIIHexDecode of other characters');
  return Buffer.from(text.length % 2 === 0 ? text : `${text}0`, 'hex');
}

function ascii85(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (isSpace(byte)) continue;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    else if (byte < 0x21 || byte > 0x75) throw damaged('ASCII85Decode of other characters');
    else if (group.push(byte - 0x21) === 5) {
      out.push(...ascii85Group(group));
      group = [];
    }
  }
  if (group.length > 0) out.push(...ascii85Group([...group, 84, 84, 84, 84].slice(0, 5)).slice(0, group.length - 1));
  return Uint8Array.from(out);
}

function ascii85Group(digits: readonly number[]): number[] {
  const value = digits.reduce((sum, digit) => sum * 85 + digit, 0);
  return [value / 2 ** 24, value / 2 ** 16, value / 2 ** 8, value].map((part) => Math.floor(part) & 0xff);
}

function number(value: PdfValue | undefined, otherwise: number): number {
  return value?.kind === 'number' ? value.value : otherwise;
}

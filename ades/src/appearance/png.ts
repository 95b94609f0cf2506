import { inflateSync } from 'node:zlib';
import { AdesError, tooComplex } from '../error.ts';
import { pngRow } from '../pdf/predictor.ts';
import type { RasterImage } from './raster.ts';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const mostPixels = 4_000_000;

export function isPng(file: Uint8Array): boolean {
  return signature.equals(file.subarray(0, 8));
}

/** Samples of eight bits, whatever the file has (ISO/IEC 15948). Throws AdesError `input`, `too-complex`. */
export function decodePng(file: Uint8Array): RasterImage {
  const chunks = readChunks(file);
  const header = readHeader(chunks);
  const data = inflated(
    chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data),
    header,
  );
  const raster = new Raster(header, chunks);
  let at = 0;
  for (const pass of header.interlaced ? adam7 : [whole]) at = readPass(data, at, header, pass, raster);
  return raster.image();
}

function broken(what: string, cause?: unknown): AdesError {
  return new AdesError('input', `the image cannot be read: ${what}`, { cause });
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

function readChunks(file: Uint8Array): Chunk[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const chunks: Chunk[] = [];
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) throw broken('it is cut off');
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly channels: number;
  readonly interlaced: boolean;
}

const gray = 0;
const palette = 3;
/** By colour type: samples of a pixel, and the depths there are. */
const kinds = new Map<number, { readonly channels: number; readonly depths: readonly number[] }>([
  [gray, { channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { channels: 3, depths: [8, 16] }],
  [palette, { channels: 1, depths: [1, 2, 4, 8] }],
  [4, { channels: 2, depths: [8, 16] }],
  [6, { channels: 4, depths: [8, 16] }],
]);

function readHeader([first]: readonly Chunk[]): Header {
  if (first?.type !== 'IHDR' || first.data.length !== 13) throw broken('it has no header');
  const bytes = Buffer.from(first.data);
  const [width, height, depth, color] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4), bytes[8]!, bytes[9]!];
  const kind = kinds.get(color);
  if (width === 0 || height === 0 || !kind?.depths.includes(depth)) throw broken('its header is impossible');
  if (width * height > mostPixels) throw tooComplex(`an image of more than ${mostPixels} pixels`);
  return { width, height, depth, color, channels: kind.channels, interlaced: bytes[12] === 1 };
}

function inflated(parts: readonly Uint8Array[], { width, height, depth, channels }: Header): Uint8Array {
  const bound = Math.ceil((width * depth * channels) / 8 + 16) * (height + 16) * 2;
  try {
    return inflateSync(Buffer.concat(parts), { maxOutputLength: bound });
  } catch (cause) {
    throw broken('its data is damaged', cause);
  }
}

/** Every so many columns and rows from a first one on (8.2). */
type Pass = readonly [left: number, top: number, right: number, down: number];
const whole: Pass = [0, 0, 1, 1];
const adam7: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

function readPass(data: Uint8Array, start: number, header: Header, pass: Pass, raster: Raster): number {
  const [left, top, right, down] = pass;
  const columns = Math.ceil((header.width - left) / right);
  const rows = columns > 0 ? Math.ceil((header.height - top) / down) : 0;
  const length = Math.ceil((columns * header.depth * header.channels) / 8);
  if (start + Math.max(0, rows) * (length + 1) > data.length) throw broken('its data is too short');
  const pixel = Math.max(1, (header.depth * header.channels) >> 3);
  let above: Uint8Array | undefined;
  for (let row = 0, at = start; row < rows; row++, at += length + 1) {
    if (data[at]! > 4) throw broken('a row has an unknown filter');
    const line = pngRow(data[at]!, data.subarray(at + 1, at + 1 + length), above, pixel);
    for (let column = 0; column < columns; column++) raster.set(left + column * right, top + row * down, line, column);
    above = line;
  }
  return start + Math.max(0, rows) * (length + 1);
}

/** Where the pixels of all passes come together. */
class Raster {
  readonly #header: Header;
  readonly #palette: Uint8Array;
  readonly #transparent: Uint8Array | undefined;
  readonly #components: 1 | 3;
  readonly #samples: Uint8Array;
  readonly #alpha: Uint8Array;
  /** Of one pixel, made once for all. */
  readonly #values: number[];

  constructor(header: Header, chunks: readonly Chunk[]) {
    const chunk = (type: string) => chunks.find((one) => one.type === type)?.data;
    this.#header = header;
    this.#palette = chunk('PLTE') ?? new Uint8Array();
    this.#transparent = chunk('tRNS');
    this.#components = header.color === gray || header.color === 4 ? 1 : 3;
    this.#samples = new Uint8Array(header.width * header.height * this.#components);
    this.#alpha = new Uint8Array(header.width * header.height).fill(0xff);
    this.#values = Array<number>(header.channels).fill(0);
  }

  set(x: number, y: number, line: Uint8Array, column: number): void {
    const { width, channels, color } = this.#header;
    const at = y * width + x;
    const first = column * channels;
    for (let channel = 0; channel < channels; channel++) this.#values[channel] = this.#sample(line, first + channel);
    if (color === palette) this.#setIndexed(at, this.#values[0]!);
    else this.#setDirect(at, this.#values);
  }

  #sample(line: Uint8Array, index: number): number {
    const { depth } = this.#header;
    if (depth === 8) return line[index]!;
    if (depth === 16) return line[2 * index]! * 256 + line[2 * index + 1]!;
    const bit = index * depth;
    return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  }

  #setIndexed(at: number, index: number): void {
    if (3 * index + 3 > this.#palette.length) throw broken('a colour is not in its palette');
    this.#samples.set(this.#palette.subarray(3 * index, 3 * index + 3), 3 * at);
    this.#alpha[at] = this.#transparent?.[index] ?? 0xff;
  }

  #setDirect(at: number, values: readonly number[]): void {
    const most = 2 ** this.#header.depth - 1;
    const eight = (value: number) => Math.round((value * 0xff) / most);
    for (let index = 0; index < this.#components; index++) {
      this.#samples[at * this.#components + index] = eight(values[index]!);
    }
    if (values.length > this.#components) this.#alpha[at] = eight(values[this.#components]!);
    else if (this.#isTransparent(values)) this.#alpha[at] = 0;
  }

  /** One colour may be named as transparent (11.3.2.1). */
  #isTransparent(values: readonly number[]): boolean {
    const named = this.#transparent;
    if (named === undefined || named.length < 2 * values.length) return false;
    return values.every((value, index) => value === named[2 * index]! * 256 + named[2 * index + 1]!);
  }

  image(): RasterImage {
    const { width, height } = this.#header;
    const opaque = this.#alpha.every((value) => value === 0xff);
    const image = { kind: 'samples', width, height, components: this.#components, data: this.#samples } as const;
    return opaque ? image : { ...image, alpha: this.#alpha };
  }
}

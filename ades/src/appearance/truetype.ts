import { AdesError } from '../error.ts';

/** The tables of a TrueType font file (ISO/IEC 14496-22, 4) and what an embedded font says of itself. */
export interface TrueType {
  readonly tables: ReadonlyMap<string, Uint8Array>;
  readonly unitsPerEm: number;
  readonly glyphs: number;
  /** In units of the font: left, bottom, right, top. */
  readonly box: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly italicAngle: number;
  readonly horizontalMetrics: number;
  readonly longOffsets: boolean;
  readonly postScriptName: string;
}

const required = ['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'OS/2', 'post', 'name'];

/** Throws AdesError `input` for what is no TrueType font, or one whose licence forbids embedding. */
export function readTrueType(file: Uint8Array): TrueType {
  try {
    return describe(readTables(file));
  } catch (cause) {
    if (cause instanceof RangeError) throw unusable('the font is cut off', cause);
    throw cause;
  }
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unusable(what: string, cause?: unknown): AdesError {
  return new AdesError('input', what, { cause });
}

const versions = [0x00010000, 0x74727565];

function readTables(file: Uint8Array): Map<string, Uint8Array> {
  const data = view(file);
  if (!versions.includes(data.getUint32(0))) throw unusable('only fonts with TrueType outlines can be embedded');
  const tables = new Map<string, Uint8Array>();
  for (let index = 0; index < data.getUint16(4); index++) {
    const at = 12 + 16 * index;
    const tag = Buffer.from(file.subarray(at, at + 4)).toString('latin1');
    const [offset, length] = [data.getUint32(at + 8), data.getUint32(at + 12)];
    if (offset + length > file.length) throw unusable('the font is cut off');
    tables.set(tag, file.subarray(offset, offset + length));
  }
  const missing = required.find((tag) => !tables.has(tag));
  if (missing !== undefined) throw unusable(`the font has no table ${missing}`);
  return tables;
}

/** OS/2, fsType: bit 1 restricted, bit 8 no subsetting, bit 9 bitmaps only. */
const forbidding = 0x0002 | 0x0100 | 0x0200;

function describe(tables: Map<string, Uint8Array>): TrueType {
  const table = (tag: string) => view(tables.get(tag)!);
  const [head, hhea, os2] = [table('head'), table('hhea'), table('OS/2')];
  if ((os2.getUint16(8) & forbidding) !== 0) throw unusable('the font forbids being embedded');
  return {
    tables,
    unitsPerEm: head.getUint16(18),
    glyphs: table('maxp').getUint16(4),
    box: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    ascent: hhea.getInt16(4),
    descent: hhea.getInt16(6),
    capHeight: os2.getUint16(0) >= 2 ? os2.getInt16(88) : hhea.getInt16(4),
    italicAngle: table('post').getInt32(4) / 65536,
    horizontalMetrics: hhea.getUint16(34),
    longOffsets: head.getInt16(50) === 1,
    postScriptName: postScriptName(tables.get('name')!),
  };
}

const postScript = 6;

/** The name with the characters a PDF name has without escapes; fonts without one are called so. */
function postScriptName(name: Uint8Array): string {
  const data = view(name);
  for (let index = 0; index < data.getUint16(2); index++) {
    const at = 6 + 12 * index;
    if (data.getUint16(at + 6) !== postScript) continue;
    const start = data.getUint16(4) + data.getUint16(at + 10);
    const text = Buffer.from(name.subarray(start, start + data.getUint16(at + 8))).toString('latin1');
    return text.replace(/[^A-Za-z0-9-]/g, '');
  }
  return 'Unnamed';
}

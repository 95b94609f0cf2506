/**
 * The standard fonts as dictionaries (ISO 32000-2 9.6.2). They may go without widths, but a reader that lacks the font and takes
 * another one needs them to keep our lines as long as they were meant.
 */
import { advance, type FontName } from './font-metrics.ts';

interface Shape {
  /** ISO 32000-2 table 121: 2 serif, 32 nonsymbolic, 64 italic. */
  readonly flags: number;
  readonly box: string;
  readonly italicAngle: number;
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly stemV: number;
}

/** From the Adobe Core 14 AFM files. */
const shapes: Readonly<Record<FontName, Shape>> = {
  'Times-Roman': {
    flags: 34,
    box: '-168 -218 1000 898',
    italicAngle: 0,
    ascent: 683,
    descent: -217,
    capHeight: 662,
    stemV: 84,
  },
  'Times-Bold': {
    flags: 34,
    box: '-168 -218 1000 935',
    italicAngle: 0,
    ascent: 683,
    descent: -217,
    capHeight: 676,
    stemV: 139,
  },
  'Times-Italic': {
    flags: 98,
    box: '-169 -217 1010 883',
    italicAngle: -15.5,
    ascent: 683,
    descent: -217,
    capHeight: 653,
    stemV: 76,
  },
  Helvetica: {
    flags: 32,
    box: '-166 -225 1000 931',
    italicAngle: 0,
    ascent: 718,
    descent: -207,
    capHeight: 718,
    stemV: 88,
  },
  'Helvetica-Bold': {
    flags: 32,
    box: '-170 -228 1003 962',
    italicAngle: 0,
    ascent: 718,
    descent: -207,
    capHeight: 718,
    stemV: 140,
  },
};

/** The font and, as the object numbered `descriptorAt`, its descriptor. */
export function fontObjects(name: FontName, descriptorAt: number): readonly [string, string] {
  const widths = Array.from({ length: 224 }, (_, index) => advance(name, index + 32)).join(' ');
  const font = `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [${widths}] /FontDescriptor ${descriptorAt} 0 R >>`;
  const { flags, box, italicAngle, ascent, descent, capHeight, stemV } = shapes[name];
  const measures = `/Flags ${flags} /FontBBox [${box}] /ItalicAngle ${italicAngle} /Ascent ${ascent} /Descent ${descent} /CapHeight ${capHeight} /StemV ${stemV}`;
  return [font, `<< /Type /FontDescriptor /FontName /${name} ${measures} >>`];
}

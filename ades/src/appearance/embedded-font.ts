import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Revision } from '../pdf/revision.ts';
import {
  array,
  byteString,
  dictionary,
  integer,
  name,
  number,
  type PdfReference,
  type PdfValue,
} from '../pdf/value.ts';
import type { Font } from './font.ts';
import type { PlacedGlyph } from './shape.ts';
import { type Subset, subset } from './subset.ts';

/** A font of the document with the glyphs that are shown, and their numbers in it. */
export interface EmbeddedFont {
  readonly at: PdfReference;
  readonly numbers: ReadonlyMap<number, number>;
}

/** A composite font (ISO 32000-2, 9.7) whose character codes are the glyph numbers of its subset. */
export function embedFont(revision: Revision, font: Font, shown: readonly PlacedGlyph[]): EmbeddedFont {
  const cut = subset(
    font.outlines,
    shown.map(({ glyph }) => glyph),
  );
  const base = name(`${tag(cut)}+${font.outlines.postScriptName}`);
  const descendant = dictionary({
    Type: name('Font'),
    Subtype: name('CIDFontType2'),
    BaseFont: base,
    CIDSystemInfo: dictionary({ Registry: text('Adobe'), Ordering: text('Identity'), Supplement: integer(0) }),
    FontDescriptor: revision.add(descriptor(revision, font, cut, base)),
    CIDToGIDMap: name('Identity'),
    W: array([integer(0), array([...cut.numbers.keys()].map((glyph) => thousandths(font, width(font, glyph))))]),
  });
  const at = revision.add(
    dictionary({
      Type: name('Font'),
      Subtype: name('Type0'),
      BaseFont: base,
      Encoding: name('Identity-H'),
      DescendantFonts: array([revision.add(descendant)]),
      ToUnicode: compressed(revision, Buffer.from(toUnicode(font, shown, cut), 'latin1')),
    }),
  );
  return { at, numbers: cut.numbers };
}

/** Six letters that differ with the glyphs (9.9.2). */
function tag({ file }: Subset): string {
  const digest = createHash('sha256').update(file).digest();
  return [...digest.subarray(0, 6)].map((byte) => String.fromCharCode(0x41 + (byte % 26))).join('');
}

const symbolic = 4;
/** Stands for what the file does not say (9.8.1). */
const stemWidth = 80;

function descriptor(revision: Revision, font: Font, cut: Subset, base: PdfValue) {
  const { outlines } = font;
  const scaled = (value: number) => thousandths(font, value);
  return dictionary({
    Type: name('FontDescriptor'),
    FontName: base,
    Flags: integer(symbolic),
    FontBBox: array(outlines.box.map(scaled)),
    ItalicAngle: number(outlines.italicAngle),
    Ascent: scaled(outlines.ascent),
    Descent: scaled(outlines.descent),
    CapHeight: scaled(outlines.capHeight),
    StemV: integer(stemWidth),
    FontFile2: compressed(revision, cut.file, { Length1: integer(cut.file.length) }),
    CIDSet: compressed(revision, everyGlyph(cut)),
  });
}

/** One bit for each glyph: PDF/A-1 wants it, the later parts want it whole (ISO 19005-1, 6.3.5). */
function everyGlyph({ numbers }: Subset): Uint8Array {
  const bits = new Uint8Array(Math.ceil(numbers.size / 8));
  for (let glyph = 0; glyph < numbers.size; glyph++) bits[glyph >> 3]! |= 0x80 >> (glyph & 7);
  return bits;
}

function width({ shaper }: Font, glyph: number): number {
  return shaper.glyphHAdvance(glyph);
}

function thousandths({ outlines }: Font, value: number) {
  return number((value * 1000) / outlines.unitsPerEm);
}

function compressed(
  revision: Revision,
  data: Uint8Array,
  entries: Readonly<Record<string, PdfValue>> = {},
): PdfReference {
  return revision.addStream(dictionary({ ...entries, Filter: name('FlateDecode') }), deflateSync(data));
}

function text(value: string): PdfValue {
  return byteString(Buffer.from(value, 'latin1'));
}

const mostPerBlock = 100;

/** 9.10.3: the characters of each glyph; of several writings the first. */
function toUnicode(font: Font, shown: readonly PlacedGlyph[], { numbers }: Subset): string {
  const texts = new Map<number, string>();
  for (const placed of shown) {
    const code = numbers.get(placed.glyph)!;
    if (!texts.has(code)) texts.set(code, ownCharacter(font, placed) ?? placed.text);
  }
  const rows = [...texts].map(([code, characters]) => `<${hex(code)}> <${utf16(characters)}>`);
  const blocks = Array.from({ length: Math.ceil(rows.length / mostPerBlock) }, (_, index) => {
    const part = rows.slice(index * mostPerBlock, (index + 1) * mostPerBlock);
    return `${part.length} beginbfchar\n${part.join('\n')}\nendbfchar\n`;
  });
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${blocks.join('')}endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
}

/** The one character of several that this glyph shows by itself. */
function ownCharacter({ shaper }: Font, { glyph, text: characters }: PlacedGlyph): string | undefined {
  return [...characters].find((char) => shaper.nominalGlyph(char.codePointAt(0)!) === glyph);
}

/** Character codes have two bytes. */
export function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}

function utf16(characters: string): string {
  return Buffer.from(characters, 'utf16le').swap16().toString('hex');
}

import { deflateSync } from 'node:zlib';
import { AdesError } from '../error.ts';
import type { PageGeometry } from '../pdf/page-geometry.ts';
import type { Revision } from '../pdf/revision.ts';
import { array, dictionary, integer, name, number, type PdfDictionary, type PdfReference } from '../pdf/value.ts';
import { paletteOf } from './colors.ts';
import { type EmbeddedFont, embedFont } from './embedded-font.ts';
import { embedImage } from './embedded-image.ts';
import { type FittedText, fitText } from './fit.ts';
import { type Font, openFont } from './font.ts';
import { layOut } from './layout.ts';
import { paint } from './paint.ts';
import { readImage } from './raster.ts';
import { type Claims, fillTemplate } from './template.ts';

/** What a signature shows on its page (ISO 32000-2, 12.7.5.5). */
export interface Appearance {
  /** Lines that may name `{name}`, `{date}`, `{reason}`, `{location}`, `{contact}`; one that names what is not claimed is left out. */
  readonly text?: readonly string[];
  /** A PNG or JPEG file. */
  readonly image?: Uint8Array;
  /** TrueType files; each character is shown in the first that has it. Keep the arrays: a file is opened once. */
  readonly fonts?: readonly Uint8Array[];
  /** The largest size of the text in points, 12 unless given; long text is smaller. */
  readonly fontSize?: number;
  /** IANA name of the zone of `{date}`. */
  readonly timeZone?: string;
}

/** Width and height in points as seen. */
export type Size = readonly [number, number];

const largestText = 12;
const mostLines = 30;

/**
 * The form XObject of a signature field of this size on this page, upright as the page is seen (12.5.5).
 * Throws AdesError `input` for text or pictures that cannot be shown.
 */
export function drawAppearance(
  revision: Revision,
  appearance: Appearance,
  claims: Claims,
  size: Size,
  rotation: PageGeometry['rotation'],
): PdfReference {
  const image = appearance.image === undefined ? undefined : readImage(appearance.image);
  const lines = textLines(appearance, claims);
  const places = layOut(size, image, lines.length > 0);
  const text = places.text && fitted(appearance, lines, places.text.size);
  const palette = paletteOf(revision.document);
  const fonts = embeddedFonts(revision, text);
  const content = paint(places, text, (font) => fonts.find((one) => one.font === font)!);
  const resources = dictionary({
    ColorSpace: dictionary({ Ink: palette.gray }),
    Font: fonts.length === 0 ? undefined : dictionary(Object.fromEntries(fonts.map((font) => [font.name, font.at]))),
    XObject: image && dictionary({ Image: embedImage(revision, image, palette) }),
  });
  return revision.addStream(form(size, rotation, resources), deflateSync(Buffer.from(content, 'latin1')));
}

/** A field with a place that shows nothing (PDF/A wants an appearance all the same, ISO 19005-2, 6.3.3). */
export function emptyAppearance(revision: Revision, size: Size): PdfReference {
  return revision.addStream(form(size, 0, dictionary({})), deflateSync(new Uint8Array()));
}

function textLines({ text = [], timeZone }: Appearance, claims: Claims): string[] {
  if (text.length > mostLines) throw new AdesError('input', `an appearance of more than ${mostLines} lines`);
  try {
    return fillTemplate(text, claims, timeZone);
  } catch (cause) {
    if (cause instanceof RangeError) throw new AdesError('input', `no time zone ${timeZone}`, { cause });
    throw cause;
  }
}

function fitted({ fonts = [], fontSize = largestText }: Appearance, lines: readonly string[], size: Size): FittedText {
  return fitText(lines, fonts.map(openFont), fontSize, size);
}

interface NamedFont extends EmbeddedFont {
  readonly font: Font;
  readonly name: string;
}

function embeddedFonts(revision: Revision, text: FittedText | undefined): NamedFont[] {
  const glyphs = text?.lines.flatMap((line) => line.glyphs) ?? [];
  return [...new Set(glyphs.map(({ font }) => font))].map((font, index) => {
    const shown = glyphs.filter((glyph) => glyph.font === font);
    return { font, name: `F${index}`, ...embedFont(revision, font, shown) };
  });
}

/** 12.5.5: the matrix turns the box upright; the viewer then fits it into the rectangle of the field. */
function form([width, height]: Size, rotation: PageGeometry['rotation'], resources: PdfDictionary): PdfDictionary {
  const matrices = {
    0: [1, 0, 0, 1, 0, 0],
    90: [0, 1, -1, 0, height, 0],
    180: [-1, 0, 0, -1, width, height],
    270: [0, -1, 1, 0, 0, width],
  };
  return dictionary({
    Type: name('XObject'),
    Subtype: name('Form'),
    FormType: integer(1),
    BBox: array([0, 0, width, height].map(number)),
    Matrix: array(matrices[rotation].map(number)),
    Resources: resources,
    Filter: name('FlateDecode'),
  });
}

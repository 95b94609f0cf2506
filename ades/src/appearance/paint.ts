import { encodeText } from '../pdf/text.ts';
import { number } from '../pdf/value.ts';
import { writeValue } from '../pdf/writer.ts';
import { hex } from './embedded-font.ts';
import { type FittedText, lineHeight } from './fit.ts';
import type { Font } from './font.ts';
import type { Layout, Part } from './layout.ts';
import type { PlacedGlyph, ShapedLine } from './shape.ts';

/** How a font is called in the content, and its glyphs are numbered. */
export interface Named {
  readonly name: string;
  readonly numbers: ReadonlyMap<number, number>;
}

/** The content stream (ISO 32000-2, 7.8.2): the picture, then the lines from the top. */
export function paint({ image, text }: Layout, fitted: FittedText | undefined, named: (font: Font) => Named): string {
  const picture = image === undefined ? '' : `q ${cm(image)} cm /Image Do Q\n`;
  if (text === undefined || fitted === undefined) return picture;
  const lines = fitted.lines.map((line, index) =>
    paintLine(line, start(text, fitted, line, index), fitted.size, named),
  );
  return `${picture}q /Ink cs 0 sc BT\n${lines.join('')}ET Q\n`;
}

function cm({ left, bottom, size }: Part): string {
  return numbers(size[0], 0, 0, size[1], left, bottom);
}

/** Left end of the baseline; the block stands in the middle of its part, lines to the side where they are read from. */
function start({ left, bottom, size }: Part, { size: points, lines }: FittedText, line: ShapedLine, index: number) {
  const height = lines.length * lineHeight * points;
  const top = bottom + (size[1] + height) / 2;
  const ascent = (lineHeight + 0.7) / 2;
  const x = line.rightToLeft ? left + size[0] - line.width * points : left;
  return { x, y: top - (index * lineHeight + ascent) * points };
}

/** 14.9.4: the text itself, since glyphs of many scripts stand in another order than their letters. */
export function paintLine(
  line: ShapedLine,
  at: { x: number; y: number },
  points: number,
  named: (font: Font) => Named,
): string {
  const shown = runs(line.glyphs).map((run) => paintRun(run, at, points, named(run[0]!.font)));
  return `/Span << /ActualText ${writeValue(encodeText(line.text))} >> BDC\n${shown.join('')}EMC\n`;
}

/** Glyphs of one font that follow each other by their own widths. */
function runs(glyphs: readonly PlacedGlyph[]): PlacedGlyph[][] {
  const all: PlacedGlyph[][] = [];
  for (const glyph of glyphs) {
    const last = all.at(-1)?.at(-1);
    if (last !== undefined && follows(last, glyph)) all.at(-1)!.push(glyph);
    else all.push([glyph]);
  }
  return all;
}

const tolerance = 1e-4;

function follows(last: PlacedGlyph, next: PlacedGlyph): boolean {
  const width = last.font.shaper.glyphHAdvance(last.glyph) / last.font.outlines.unitsPerEm;
  return last.font === next.font && last.y === next.y && Math.abs(last.x + width - next.x) < tolerance;
}

function paintRun(
  run: readonly PlacedGlyph[],
  at: { x: number; y: number },
  points: number,
  { name, numbers: codes }: Named,
) {
  const [{ x, y }] = run as [PlacedGlyph];
  const place = numbers(1, 0, 0, 1, at.x + x * points, at.y + y * points);
  const text = run.map(({ glyph }) => hex(codes.get(glyph)!)).join('');
  return `/${name} ${numbers(points)} Tf ${place} Tm <${text}> Tj\n`;
}

function numbers(...values: readonly number[]): string {
  return values.map((value) => number(value).text).join(' ');
}

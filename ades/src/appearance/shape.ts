import bidiFactory from 'bidi-js/dist/bidi.mjs';
import { Direction, Buffer as ShapingBuffer, shape as shapeGlyphs } from 'harfbuzzjs';
import type { Font } from './font.ts';
import { type Item, itemize } from './itemize.ts';

/** A glyph of a line with its place in ems: `x` from the left end of the line, `y` above the baseline. */
export interface PlacedGlyph {
  readonly font: Font;
  readonly glyph: number;
  readonly x: number;
  readonly y: number;
  readonly advance: number;
  /** The characters it stands for. */
  readonly text: string;
}

export interface ShapedLine {
  readonly text: string;
  /** From left to right, as they are seen. */
  readonly glyphs: readonly PlacedGlyph[];
  /** In ems. */
  readonly width: number;
  readonly rightToLeft: boolean;
}

const bidi = bidiFactory();

/** Where a paragraph is read from: what its first letter says (UAX #9, rules P2 and P3). */
export function isRightToLeft(paragraph: string): boolean {
  return (bidi.getEmbeddingLevels(paragraph).paragraphs[0]?.level ?? 0) % 2 === 1;
}

/**
 * One line of a paragraph in the order in which it is seen (UAX #9), with the glyphs of its scripts.
 * Throws AdesError `input` for a character that no font has.
 */
export function shapeLine(text: string, fonts: readonly Font[], rightToLeft: boolean): ShapedLine {
  const embedding = bidi.getEmbeddingLevels(text, rightToLeft ? 'rtl' : 'ltr');
  const items = inVisualOrder(itemize(text, embedding.levels, fonts));
  const glyphs: PlacedGlyph[] = [];
  let width = 0;
  for (const item of items) {
    for (const glyph of shapeItem(item)) {
      glyphs.push({ ...glyph, x: width + glyph.x });
      width += glyph.advance;
    }
  }
  return { text, glyphs, width, rightToLeft };
}

/** UAX #9, rule L2: from the highest level to the lowest odd one, what lies at it or above is reversed. */
function inVisualOrder(items: readonly Item[]): Item[] {
  const order = [...items];
  const highest = Math.max(0, ...items.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while (end < order.length && order[end]!.level >= level) end++;
      order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end;
    }
  }
  return order;
}

function shapeItem({ text, font, level }: Item): PlacedGlyph[] {
  const buffer = new ShapingBuffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  buffer.setDirection(level % 2 === 1 ? Direction.RTL : Direction.LTR);
  shapeGlyphs(font.shaper, buffer);
  const em = font.outlines.unitsPerEm;
  const infos = buffer.getGlyphInfos();
  const texts = clusterTexts(text, infos);
  return buffer.getGlyphPositions().map(({ xAdvance, xOffset, yOffset }, index) => ({
    font,
    glyph: infos[index]!.codepoint,
    x: xOffset / em,
    y: yOffset / em,
    advance: xAdvance / em,
    text: texts[index]!,
  }));
}

/** Each cluster reaches to the next one in the text, whatever the order of the glyphs. */
function clusterTexts(text: string, infos: readonly { readonly cluster: number }[]): string[] {
  const starts = [...new Set(infos.map(({ cluster }) => cluster)), text.length].sort((a, b) => a - b);
  return infos.map(({ cluster }) => text.slice(cluster, starts[starts.indexOf(cluster) + 1]));
}

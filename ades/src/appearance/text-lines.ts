import type { Font } from './font.ts';
import { isRightToLeft, type ShapedLine, shapeLine } from './shape.ts';

/** A paragraph as lines no wider than `width` ems, broken at spaces, and inside of what is too long by itself. What no font has is `?`. */
export function linesOf(paragraph: string, fonts: readonly Font[], width: number): readonly ShapedLine[] {
  const text = showable(paragraph, fonts);
  const rightToLeft = isRightToLeft(text);
  const lines: string[] = [''];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, fonts, width))) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (widthOf(longer, fonts) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => shapeLine(line, fonts, rightToLeft));
}

function pieces(word: string, fonts: readonly Font[], width: number): readonly string[] {
  const signs = [...word];
  if (signs.length < 2 || widthOf(word, fonts) <= width) return [word];
  const half = Math.ceil(signs.length / 2);
  return [signs.slice(0, half), signs.slice(half)].flatMap((part) => pieces(part.join(''), fonts, width));
}

function widthOf(text: string, fonts: readonly Font[]): number {
  return shapeLine(text, fonts, false).width;
}

function showable(text: string, fonts: readonly Font[]): string {
  const signs = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.replace(/\s+/g, ' '));
  return [...signs].map(({ segment }) => (isIn(segment, fonts) ? segment : '?')).join('');
}

const invisible = /\p{Default_Ignorable_Code_Point}/u;

function isIn(segment: string, fonts: readonly Font[]): boolean {
  const visible = [...segment].filter((sign) => !invisible.test(sign));
  return fonts.some(({ characters }) => visible.every((sign) => characters.has(sign.codePointAt(0) ?? 0)));
}

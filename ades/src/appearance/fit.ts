import { AdesError } from '../error.ts';
import type { Font } from './font.ts';
import { isRightToLeft, type ShapedLine, shapeLine } from './shape.ts';

/** Text set into a box: lines and their size in points. */
export interface FittedText {
  readonly size: number;
  readonly lines: readonly ShapedLine[];
}

const smallestSize = 4;
const step = 0.5;
/** Distance of baselines, in ems. */
export const lineHeight = 1.2;

/**
 * The largest size, up to `largest` points, at which the lines fit into the box, broken at spaces (and between the
 * characters of scripts that have none). Throws AdesError `input` when even the smallest is too large.
 */
export function fitText(
  paragraphs: readonly string[],
  fonts: readonly Font[],
  largest: number,
  [width, height]: readonly [number, number],
): FittedText {
  const measured = paragraphs.map((text) => ({ words: words(text, fonts), rightToLeft: isRightToLeft(text) }));
  for (let size = Math.max(largest, smallestSize); size >= smallestSize; size -= step) {
    const broken = measured.map((paragraph) => breakLines(paragraph.words, width / size));
    const count = broken.reduce((sum, lines) => sum + (lines?.length ?? Number.POSITIVE_INFINITY), 0);
    if (count * lineHeight * size > height) continue;
    const lines = broken.flatMap((texts, index) =>
      texts!.map((text) => shapeLine(text, fonts, measured[index]!.rightToLeft)),
    );
    return { size, lines };
  }
  throw new AdesError('input', `the text of the appearance does not fit into ${width} by ${height} points`);
}

interface Word {
  readonly text: string;
  /** In ems. */
  readonly width: number;
}

const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const wordPattern = new RegExp(`\\s+|${unspaced}|(?:(?!${unspaced})\\S)+`, 'gu');

function words(paragraph: string, fonts: readonly Font[]): Word[] {
  const parts = paragraph.match(wordPattern) ?? [];
  return parts.map((text) => ({ text, width: shapeLine(text, fonts, false).width }));
}

/** Undefined when one word alone is too wide. */
function breakLines(paragraph: readonly Word[], width: number): string[] | undefined {
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const word of paragraph) {
    if (word.text.trim() !== '' && word.width > width) return undefined;
    if (used + word.width > width && line.trim() !== '' && word.text.trim() !== '') {
      lines.push(line.trimEnd());
      [line, used] = ['', 0];
    }
    if (line === '' && word.text.trim() === '') continue;
    line += word.text;
    used += word.width;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

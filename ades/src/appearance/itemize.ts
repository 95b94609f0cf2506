import { AdesError } from '../error.ts';
import type { Font } from './font.ts';

/** A stretch of a line that is shaped at once: one direction, one script, one font. */
export interface Item {
  readonly text: string;
  readonly font: Font;
  /** Embedding level (UAX #9); odd is right to left. */
  readonly level: number;
}

/** Scripts whose letters must not be shaped together with those of another. */
const scripts = [
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic', 'Syriac', 'Thaana', 'Nko', 'Ethiopic'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Thai', 'Lao', 'Tibetan', 'Myanmar', 'Khmer', 'Mongolian', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'],
].map((name) => ({ name, test: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** Characters that show nothing by themselves, which no font need have. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** `levels` has one number per UTF-16 unit. Throws AdesError `input` for a character that no font has. */
export function itemize(text: string, levels: Uint8Array, fonts: readonly Font[]): Item[] {
  const items: (Item & { readonly script: string | undefined })[] = [];
  let at = 0;
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    const level = levels[at]!;
    const last = items.at(-1);
    const script = scriptOf(segment);
    const font = fontFor(segment, last === undefined ? fonts : [...preferred(segment, last.font), ...fonts]);
    const joins = last?.level === level && last.font === font && (script ?? last.script) === (last.script ?? script);
    const grown = joins && last ? { ...last, text: last.text + segment, script: last.script ?? script } : undefined;
    if (grown) items[items.length - 1] = grown;
    else items.push({ text: segment, font, level, script });
    at += segment.length;
  }
  return items;
}

/** Spaces and the like stay in the font of what stands before them. */
function preferred(segment: string, font: Font): Font[] {
  return /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]+$/u.test(segment) ? [font] : [];
}

function scriptOf(segment: string): string | undefined {
  return scripts.find(({ test }) => test.test(segment))?.name;
}

function fontFor(segment: string, fonts: readonly Font[]): Font {
  const visible = [...segment].filter((char) => !invisible.test(char)).map((char) => char.codePointAt(0)!);
  const found = fonts.find(({ characters }) => visible.every((code) => characters.has(code)));
  if (found !== undefined) return found;
  const codes = visible.map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
  throw new AdesError('input', `no font of the appearance has ${codes}`);
}

/** Text in WinAnsiEncoding (ISO 32000-2 annex D): octets, widths, lines. */
import { advance, type FontName } from './font-metrics.ts';

export interface Face {
  readonly font: FontName;
  /** Points. */
  readonly size: number;
}

const windows1252 = new Map(
  [...'€‚„…‘’“”•–—'].map((sign, index) => [sign, [128, 130, 132, 133, 145, 146, 147, 148, 149, 150, 151][index] ?? 63]),
);

export function winAnsi(text: string): Buffer {
  return Buffer.from(
    [...text].map(
      (sign) => windows1252.get(sign) ?? ((sign.codePointAt(0) ?? 63) < 256 ? (sign.codePointAt(0) ?? 63) : 63),
    ),
  );
}

/** A string object: hexadecimal, so that nothing needs escaping. */
export function pdfString(text: string): string {
  return `<${winAnsi(text).toString('hex').toUpperCase()}>`;
}

/** Points. */
export function widthOf(text: string, { font, size }: Face): number {
  return winAnsi(text).reduce((sum, octet) => sum + advance(font, octet), 0) * (size / 1000);
}

/** Lines no wider than `width`, broken between words. */
export function wrap(text: string, face: Face, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, face) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

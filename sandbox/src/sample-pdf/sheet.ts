/** One A4 page being written from top to bottom, as content stream operators (ISO 32000-2 8.2 and 9.4). */
import type { FontName } from './font-metrics.ts';
import { type Face, pdfString, widthOf, wrap } from './text.ts';

export const fonts: Readonly<Record<FontName, string>> = {
  'Times-Roman': 'TR',
  'Times-Bold': 'TB',
  'Times-Italic': 'TI',
  Helvetica: 'HR',
  'Helvetica-Bold': 'HB',
};
export const paper = { width: 595.28, height: 841.89 } as const;
const margin = 76;
const measure = paper.width - 2 * margin;
const ink = '0.086 0.125 0.173';
const quietInk = '0.29 0.33 0.38';
const accent = '0.043 0.333 0.388';
const hairline = '0.80 0.78 0.74';

const body: Face = { font: 'Times-Roman', size: 11.2 };
const leading = 16.4;

export class Sheet {
  readonly #operators: string[] = [];
  #y = paper.height - 84;

  get content(): string {
    return `${this.#operators.join('\n')}\n`;
  }

  letterhead(name: string, place: string): void {
    this.#text(name, { font: 'Times-Bold', size: 15 }, margin, accent);
    const face: Face = { font: 'Helvetica', size: 8.5 };
    this.#text(place, face, paper.width - margin - widthOf(place, face), quietInk);
    this.#line(margin, this.#y - 10, measure, accent, 1.2);
    this.#y -= 52;
  }

  title(text: string, below: string): void {
    this.#text(text, { font: 'Times-Bold', size: 23 }, margin);
    this.#y -= 21;
    this.#text(below, { font: 'Times-Italic', size: 12 }, margin, quietInk);
    this.#y -= 32;
  }

  heading(text: string): void {
    this.#y -= 9;
    this.#text(text, { font: 'Times-Bold', size: 12.6 }, margin);
    this.#y -= 19;
  }

  /** Justified; the last line stays ragged. */
  paragraph(text: string): void {
    const lines = wrap(text, body, measure);
    for (const [index, line] of lines.entries()) {
      const gaps = line.split(' ').length - 1;
      const stretch = index === lines.length - 1 || gaps === 0 ? 0 : (measure - widthOf(line, body)) / gaps;
      this.#operators.push(`${stretch.toFixed(4)} Tw`);
      this.#text(line, body, margin);
      this.#operators.push('0 Tw');
      this.#y -= leading;
    }
    this.#y -= 6;
  }

  /** First row is the head; the last column is set to the right. */
  table(rows: readonly (readonly string[])[], widths: readonly number[]): void {
    this.#y -= 4;
    for (const [index, row] of rows.entries()) {
      const face: Face = { font: index === 0 ? 'Helvetica-Bold' : 'Helvetica', size: 9.4 };
      let x = margin;
      for (const [column, cell] of row.entries()) {
        const width = (widths[column] ?? 0) * measure;
        const last = column === row.length - 1;
        this.#text(cell, face, last ? x + width - widthOf(cell, face) : x, index === 0 ? quietInk : ink);
        x += width;
      }
      this.#line(margin, this.#y - 7.5, measure, index === 0 ? accent : hairline, index === 0 ? 0.9 : 0.5);
      this.#y -= 22;
    }
    this.#y -= 4;
  }

  /** Two places to sign, side by side. */
  signatures(left: readonly [string, string], right: readonly [string, string]): void {
    this.#y -= 62;
    const width = measure * 0.44;
    for (const [[who, role], x] of [[left, margin] as const, [right, paper.width - margin - width] as const]) {
      this.#line(x, this.#y, width, ink, 0.7);
      this.#at(who, { font: 'Helvetica-Bold', size: 9.4 }, x, this.#y - 14, ink);
      this.#at(role, { font: 'Helvetica', size: 8.8 }, x, this.#y - 27, quietInk);
    }
    this.#y -= 44;
  }

  footer(left: string, right: string): void {
    const face: Face = { font: 'Helvetica', size: 8 };
    this.#line(margin, 62, measure, hairline, 0.5);
    this.#at(left, face, margin, 48, quietInk);
    this.#at(right, face, paper.width - margin - widthOf(right, face), 48, quietInk);
  }

  #text(text: string, face: Face, x: number, colour: string = ink): void {
    this.#at(text, face, x, this.#y, colour);
  }

  #at(text: string, { font, size }: Face, x: number, y: number, colour: string): void {
    const place = `1 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)} Tm`;
    this.#operators.push(`BT ${colour} rg /${fonts[font]} ${size} Tf ${place} ${pdfString(text)} Tj ET`);
  }

  #line(x: number, y: number, width: number, colour: string, weight: number): void {
    this.#operators.push(
      `${colour} RG ${weight} w ${x.toFixed(2)} ${y.toFixed(2)} m ${(x + width).toFixed(2)} ${y.toFixed(2)} l S`,
    );
  }
}

import { deflateSync } from 'node:zlib';
import { readPdf } from '../pdf/document.ts';
import { Revision } from '../pdf/revision.ts';
import { encodeText } from '../pdf/text.ts';
import { layOutUpdate } from '../pdf/update.ts';
import { array, dictionary, integer, name, number, type PdfReference, reference } from '../pdf/value.ts';
import { type EmbeddedFont, embedFont } from './embedded-font.ts';
import { type Font, openFont } from './font.ts';
import { type Named, paintLine } from './paint.ts';
import type { ShapedLine } from './shape.ts';
import { linesOf } from './text-lines.ts';

/** What stands in a document of plain text, from top to bottom. */
export type TextPart =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'fact'; readonly name: string; readonly text: string };

export interface TextDocument {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Stands at the foot of each page. */
  readonly foot: string;
  /** TrueType files; each character is shown in the first that has it. Keep the arrays: a file is opened once. */
  readonly fonts: readonly Uint8Array[];
  readonly parts: readonly TextPart[];
}

/** A PDF of A4 pages, its fonts embedded, the same for the same text. Throws AdesError `input` for a font that cannot be embedded. */
export function textDocument(document: TextDocument): Uint8Array {
  const fonts = document.fonts.map(openFont);
  const placed = place(document, fonts);
  const revision = new Revision(readPdf(empty));
  const embedded = embeddedFonts(revision, placed.flat());
  const named = (font: Font) => embedded.find((one) => one.font === font)!;
  const resources = dictionary({ Font: dictionary(Object.fromEntries(embedded.map((font) => [font.name, font.at]))) });
  const pages = placed.map((lines) => addPage(revision, lines, resources, named));
  const tree = { Type: name('Pages'), Kids: array(pages), Count: integer(pages.length) };
  revision.replace(pagesAt, dictionary(tree));
  const catalog = {
    Type: name('Catalog'),
    Pages: pagesAt,
    Lang: encodeText(document.language),
    ViewerPreferences: shown,
  };
  revision.replace(catalogAt, dictionary(catalog));
  revision.replace(informationAt, dictionary({ Title: encodeText(document.title), Producer: encodeText('Chancery') }));
  const { appendix } = layOutUpdate(revision, document.title);
  return Buffer.concat([empty, appendix]);
}

const [catalogAt, pagesAt, informationAt] = [reference(1), reference(2), reference(3)];
const shown = dictionary({ DisplayDocTitle: { kind: 'boolean', value: true } });

/** A file without pages, to which they are added (ISO 32000-2, 7.5). */
const empty = emptyFile(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>', '<< >>']);

function emptyFile(objects: readonly string[]): Buffer {
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const entries = objects.map((object, index) => {
    const entry = `${String(file.length).padStart(10, '0')} 00000 n \n`;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return entry;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}${table}${trailer}`, 'latin1');
}

interface PlacedLine {
  readonly line: ShapedLine;
  readonly x: number;
  readonly y: number;
  readonly points: number;
  /** 0 black, 1 white. */
  readonly gray: number;
}

const paper = { width: 595.28, height: 841.89 } as const;
const margin = 62;
const measure = paper.width - 2 * margin;
const nameWidth = 128;
const top = paper.height - margin;
const bottom = 76;
const ink = 0.1;
const quiet = 0.4;

/** Size in points, distance of lines in ems, room before in points. */
const styles = {
  title: { points: 20, leading: 1.25, before: 0, gray: ink },
  heading: { points: 12.5, leading: 1.3, before: 14, gray: ink },
  paragraph: { points: 9.6, leading: 1.4, before: 6, gray: ink },
  fact: { points: 9.2, leading: 1.35, before: 3.5, gray: ink },
} as const;

/** Lines for which there must be room; a heading does not stay behind alone. Facts are short and stay whole. */
const together: Readonly<Partial<Record<TextPart['kind'], number>>> = { heading: 4, paragraph: 2 };

function place({ parts, foot }: TextDocument, fonts: readonly Font[]): readonly (readonly PlacedLine[])[] {
  const pages: PlacedLine[][] = [[]];
  let y = top;
  const turn = () => {
    pages.push([]);
    y = top;
  };
  for (const part of parts) {
    const rows = rowsOf(part, fonts);
    const { points, leading, before } = styles[part.kind];
    y -= before;
    if (y - (together[part.kind] ?? rows.length) * points * leading < bottom) turn();
    for (const row of rows) {
      if (y - points * leading < bottom) turn();
      y -= points * leading;
      pages.at(-1)?.push(...row.map((line) => ({ ...line, y, points })));
    }
  }
  return pages.map((lines, index) => [...lines, ...footOf(`${foot}   ${index + 1} / ${pages.length}`, fonts)]);
}

type Row = readonly Pick<PlacedLine, 'line' | 'x' | 'gray'>[];

/** A fact has its name on the left of its first line. */
function rowsOf(part: TextPart, fonts: readonly Font[]): readonly Row[] {
  const { points, gray } = styles[part.kind];
  const left = part.kind === 'fact' ? margin + nameWidth : margin;
  const width = part.kind === 'fact' ? measure - nameWidth : measure;
  const lines = linesOf(part.text, fonts, width / points);
  const rows: Row[] = lines.map((line) => [
    { line, x: line.rightToLeft ? left + width - line.width * points : left, gray },
  ]);
  if (part.kind !== 'fact') return rows;
  const names = linesOf(part.name, fonts, (nameWidth - 10) / points).map((line) => ({ line, x: margin, gray: quiet }));
  return Array.from({ length: Math.max(rows.length, names.length) }, (_, i) => [
    ...(rows[i] ?? []),
    ...names.slice(i, i + 1),
  ]);
}

function footOf(text: string, fonts: readonly Font[]): readonly PlacedLine[] {
  const points = 7.6;
  return linesOf(text, fonts, measure / points)
    .slice(0, 1)
    .map((line) => ({ line, x: margin, y: 46, points, gray: quiet }));
}

interface NamedFont extends EmbeddedFont, Named {
  readonly font: Font;
}

function embeddedFonts(revision: Revision, lines: readonly PlacedLine[]): readonly NamedFont[] {
  const glyphs = lines.flatMap(({ line }) => line.glyphs);
  return [...new Set(glyphs.map(({ font }) => font))].map((font, index) => {
    const used = glyphs.filter((glyph) => glyph.font === font);
    return { font, name: `F${index}`, ...embedFont(revision, font, used) };
  });
}

function addPage(
  revision: Revision,
  lines: readonly PlacedLine[],
  resources: ReturnType<typeof dictionary>,
  named: (font: Font) => Named,
): PdfReference {
  const painted = lines.map((at) => `${number(at.gray).text} g\n${paintLine(at.line, at, at.points, named)}`);
  const content = deflateSync(Buffer.from(`BT\n${painted.join('')}ET\n`, 'latin1'));
  const box = array([0, 0, paper.width, paper.height].map(number));
  const contents = revision.addStream(dictionary({ Filter: name('FlateDecode') }), content);
  return revision.add(
    dictionary({ Type: name('Page'), Parent: pagesAt, MediaBox: box, Resources: resources, Contents: contents }),
  );
}

import { encodeDate, encodeText } from '../pdf/text.ts';
import { array, dictionary, type PdfDictionary, type PdfValue } from '../pdf/value.ts';
import type { PadesOptions } from './options.ts';

/** The text of a signature dictionary (ISO 32000-2, 12.8.1) whose two gaps are filled after the file is laid out. */
export interface DraftSignature {
  readonly body: string;
  /** Index in `body` of the `[` of `/ByteRange`. */
  readonly byteRangeAt: number;
  /** Index in `body` of the `<` of `/Contents`. */
  readonly contentsAt: number;
  readonly contentsLength: number;
}

const offsetDigits = 10;
const byteRangeGap = `[0 ${'0'.repeat(offsetDigits)} ${'0'.repeat(offsetDigits)} ${'0'.repeat(offsetDigits)}]`;

/** `contentsLength` counts the characters from `<` to `>`, both included; `write` gives values their writing. */
export function draftSignature(
  options: PadesOptions,
  cmsBytes: number,
  references: readonly PdfDictionary[],
  write: (value: PdfValue) => string,
): DraftSignature {
  const subFilter = options.subFilter ?? 'ETSI.CAdES.detached';
  const head = `<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /${subFilter}\n/ByteRange `;
  const contents = `<${'0'.repeat(2 * cmsBytes)}>`;
  const beforeContents = `${head}${byteRangeGap}\n/Contents `;
  const body = `${beforeContents}${contents}\n${claims(options, references, write)}>>`;
  return { body, byteRangeAt: head.length, contentsAt: beforeContents.length, contentsLength: contents.length };
}

/** EN 319 142-1, 6.3: the claimed time stands in `/M`, not in the CMS. */
function claims(
  options: PadesOptions,
  references: readonly PdfDictionary[],
  write: (value: PdfValue) => string,
): string {
  const text = (value: string | undefined) => (value === undefined ? undefined : encodeText(value));
  const entries = dictionary({
    M: encodeDate(options.signingTime),
    Name: text(options.name),
    Reason: text(options.reason),
    Location: text(options.location),
    ContactInfo: text(options.contact),
    Reference: references.length === 0 ? undefined : array(references),
  }).entries;
  return [...entries].map(([key, value]) => `/${key} ${write(value)}\n`).join('');
}

/** The byte range in the width of its gap, padded before the bracket. */
export function writeByteRange(range: readonly [number, number, number, number]): string {
  const text = `[${range.join(' ')}`;
  return `${text.padEnd(byteRangeGap.length - 1)}]`;
}

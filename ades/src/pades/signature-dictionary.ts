import { encodeDate, encodeText } from '../pdf/text.ts';
import { array, dictionary, type PdfDictionary, type PdfValue } from '../pdf/value.ts';
import type { PadesOptions, SubFilter } from './options.ts';

/** The text of a signature dictionary (ISO 32000-2, 12.8.1) whose two gaps are filled after the file is laid out. */
export interface DraftSignature {
  readonly body: string;
  /** Index in `body` of the `[` of `/ByteRange`. */
  readonly byteRangeAt: number;
  /** Index in `body` of the `<` of `/Contents`. */
  readonly contentsAt: number;
  /** The characters from `<` to `>`, both included. */
  readonly contentsLength: number;
}

export interface SignatureContent {
  readonly type: 'Sig' | 'DocTimeStamp';
  readonly subFilter: SubFilter | 'ETSI.RFC3161';
  /** Bytes of the CMS or the token at most. */
  readonly room: number;
  readonly entries: PdfDictionary;
}

const offsetDigits = 10;
const byteRangeGap = `[0 ${'0'.repeat(offsetDigits)} ${'0'.repeat(offsetDigits)} ${'0'.repeat(offsetDigits)}]`;

/** `write` gives values the writing they have in the signature's object. */
export function draftSignature(content: SignatureContent, write: (value: PdfValue) => string): DraftSignature {
  const { type, subFilter, room, entries } = content;
  const head = `<<\n/Type /${type}\n/Filter /Adobe.PPKLite\n/SubFilter /${subFilter}\n/ByteRange `;
  const contents = `<${'0'.repeat(2 * room)}>`;
  const beforeContents = `${head}${byteRangeGap}\n/Contents `;
  const more = [...entries.entries].map(([key, value]) => `/${key} ${write(value)}\n`).join('');
  const body = `${beforeContents}${contents}\n${more}>>`;
  return { body, byteRangeAt: head.length, contentsAt: beforeContents.length, contentsLength: contents.length };
}

/** EN 319 142-1, 6.3: the claimed time stands in `/M`, not in the CMS. */
export function claimedEntries(options: PadesOptions, references: readonly PdfDictionary[]): PdfDictionary {
  const text = (value: string | undefined) => (value === undefined ? undefined : encodeText(value));
  return dictionary({
    M: encodeDate(options.signingTime),
    Name: text(options.name),
    Reason: text(options.reason),
    Location: text(options.location),
    ContactInfo: text(options.contact),
    Reference: references.length === 0 ? undefined : array(references),
  });
}

/** The byte range in the width of its gap, padded before the bracket. */
export function writeByteRange(range: readonly [number, number, number, number]): string {
  const text = `[${range.join(' ')}`;
  return `${text.padEnd(byteRangeGap.length - 1)}]`;
}

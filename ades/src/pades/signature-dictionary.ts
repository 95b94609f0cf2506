import type { PdfDocument } from '../pdf/document.ts';
import { encodeDate, encodeText } from '../pdf/text.ts';
import { array, dictionary, name, type PdfDictionary, type PdfReference } from '../pdf/value.ts';
import { writeValue } from '../pdf/writer.ts';
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

/** `contentsLength` counts the characters from `<` to `>`, both included. */
export function draftSignature(
  options: PadesOptions,
  cmsBytes: number,
  lock: PdfDictionary | undefined,
): DraftSignature {
  const head = '<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange ';
  const contents = `<${'0'.repeat(2 * cmsBytes)}>`;
  const beforeContents = `${head}${byteRangeGap}\n/Contents `;
  const body = `${beforeContents}${contents}\n${claims(options, lock)}>>`;
  return { body, byteRangeAt: head.length, contentsAt: beforeContents.length, contentsLength: contents.length };
}

/** EN 319 142-1, 6.3: the claimed time stands in `/M`, not in the CMS. */
function claims(options: PadesOptions, lock: PdfDictionary | undefined): string {
  const entries = dictionary({
    M: encodeDate(options.signingTime),
    Name: options.name === undefined ? undefined : encodeText(options.name),
    Reason: options.reason === undefined ? undefined : encodeText(options.reason),
    Location: options.location === undefined ? undefined : encodeText(options.location),
    Reference: lock === undefined ? undefined : array([lock]),
  }).entries;
  return [...entries].map(([key, value]) => `/${key} ${writeValue(value)}\n`).join('');
}

/** The byte range in the width of its gap, padded before the bracket. */
export function writeByteRange(range: readonly [number, number, number, number]): string {
  const text = `[${range.join(' ')}`;
  return `${text.padEnd(byteRangeGap.length - 1)}]`;
}

/** 12.7.5.5: the lock of a field takes effect by being copied into its signature, as a FieldMDP transform. */
export function fieldLock(
  document: PdfDocument,
  field: PdfDictionary,
  catalog: PdfReference,
): PdfDictionary | undefined {
  const lock = document.get(field, 'Lock');
  if (lock.kind !== 'dictionary') return undefined;
  const fields = lock.entries.has('Fields') ? document.get(lock, 'Fields') : undefined;
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    Data: catalog,
    TransformParams: dictionary({
      Type: name('TransformParams'),
      Action: document.get(lock, 'Action'),
      Fields: fields,
      P: lock.entries.has('P') ? document.get(lock, 'P') : undefined,
      V: name('1.2'),
    }),
  });
}

import { tooComplex } from '../error.ts';
import { type PdfDocument, type ReadOptions, readPdf } from '../pdf/document.ts';
import { type FormField, readFields } from '../pdf/form.ts';
import type { PdfSource } from '../pdf/source.ts';
import { decodeDate, decodeText } from '../pdf/text.ts';
import { isInteger, nullValue, type PdfDictionary, type PdfString, type PdfValue } from '../pdf/value.ts';
import { writeValue } from '../pdf/writer.ts';
import { cmsLength } from './cms-length.ts';

/** A signature as the form of a document shows it. Nothing here is judged but its place in the file. */
export interface PdfSignature {
  readonly fieldName: string;
  /** Empty when the dictionary names none. */
  readonly subFilter: string;
  /** As written; anything but four integers is shown as it is. */
  readonly byteRange: readonly number[];
  /** The CMS without the padding. */
  readonly contents: Uint8Array;
  /** True when what follows the CMS in `/Contents` is nothing but zeros. */
  readonly zeroPadded: boolean;
  /** True when the gap of the byte range is exactly this signature's `/Contents`, delimiters included. */
  readonly gapIsContents: boolean;
  readonly coversWholeFile: boolean;
  /** Offset behind the last byte covered; 0 when the byte range is unusable. */
  readonly revisionEnd: number;
  readonly signingTime?: Date;
  readonly reason?: string;
  readonly location?: string;
  readonly name?: string;
  /** The dictionary in one writing, references as they are, to compare revisions. */
  readonly dictionaryText: string;
}

/** All signatures of the document in the order of its fields. Throws AdesError when it cannot be read. */
export function listPdfSignatures(pdf: Uint8Array | PdfSource, options: ReadOptions = {}): PdfSignature[] {
  return signaturesOf(readPdf(pdf, options));
}

const mostSignatures = 1000;

function signaturesOf(document: PdfDocument): PdfSignature[] {
  const signed = readFields(document).filter((field) => field.isSignature && field.value.kind === 'dictionary');
  if (signed.length > mostSignatures) throw tooComplex(`more than ${mostSignatures} signatures`);
  return signed.map((field) => signature(document, field, field.value as PdfDictionary));
}

function signature(document: PdfDocument, { fullName }: FormField, dictionary: PdfDictionary): PdfSignature {
  const subFilter = document.get(dictionary, 'SubFilter');
  const raw = dictionary.entries.get('Contents') ?? nullValue;
  const contents = raw.kind === 'string' ? raw.bytes : new Uint8Array();
  const length = cmsLength(contents);
  return {
    fieldName: fullName,
    subFilter: subFilter.kind === 'name' ? subFilter.value : '',
    contents: contents.subarray(0, length),
    zeroPadded: contents.subarray(length).every((byte) => byte === 0),
    ...coverage(document, byteRange(document, document.get(dictionary, 'ByteRange')), raw),
    ...claims(document, dictionary),
    dictionaryText: writeValue(dictionary),
  };
}

type Coverage = Pick<PdfSignature, 'byteRange' | 'gapIsContents' | 'coversWholeFile' | 'revisionEnd'>;

/** ISO 32000-2, 12.8.1: two ranges from the first byte on, with nothing between them but `/Contents`. */
function coverage(document: PdfDocument, byteRange: readonly number[], contents: PdfValue): Coverage {
  const [first, before, after, rest] = byteRange;
  const usable = byteRange.length === 4 && byteRange.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!usable || first !== 0 || before! >= after! || after! + rest! > document.source.size) {
    return { byteRange, gapIsContents: false, coversWholeFile: false, revisionEnd: 0 };
  }
  const gapIsContents = contents.kind === 'string' && isGap(contents, before!, after!);
  const revisionEnd = after! + rest!;
  return {
    byteRange,
    gapIsContents,
    coversWholeFile: gapIsContents && revisionEnd === document.source.size,
    revisionEnd,
  };
}

function isGap({ start, end }: PdfString, before: number, after: number): boolean {
  return start === before && end === after;
}

function byteRange(document: PdfDocument, value: PdfValue): number[] {
  if (value.kind !== 'array') return [];
  return value.items.slice(0, 16).map((item) => {
    const number = document.resolve(item);
    return isInteger(number) ? number.value : Number.NaN;
  });
}

function claims(document: PdfDocument, dictionary: PdfDictionary) {
  const text = (key: string) => decodeText(document.get(dictionary, key));
  const [signingTime, reason, location, name] = [
    decodeDate(document.get(dictionary, 'M')),
    text('Reason'),
    text('Location'),
    text('Name'),
  ];
  return {
    ...(signingTime && { signingTime }),
    ...(reason !== undefined && { reason }),
    ...(location !== undefined && { location }),
    ...(name !== undefined && { name }),
  };
}

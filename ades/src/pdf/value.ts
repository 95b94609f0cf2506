/**
 * The objects of a PDF file (ISO 32000-2, 7.3) as plain values.
 * Numbers keep the text they were written with, so that an object written again differs only where it was meant to.
 */
export type PdfValue =
  | PdfNull
  | PdfBoolean
  | PdfNumber
  | PdfString
  | PdfName
  | PdfArray
  | PdfDictionary
  | PdfReference
  | PdfStream;

export type PdfNull = { readonly kind: 'null' };
type PdfBoolean = { readonly kind: 'boolean'; readonly value: boolean };
export type PdfNumber = { readonly kind: 'number'; readonly value: number; readonly text: string };
/** `start` and `end` are the offsets of its delimiters in the file, when it was read directly from there. */
export type PdfString = {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  readonly start?: number;
  readonly end?: number;
};
/** `value` holds one character per byte, `#xx` already decoded. */
export type PdfName = { readonly kind: 'name'; readonly value: string };
export type PdfArray = { readonly kind: 'array'; readonly items: readonly PdfValue[] };
export type PdfDictionary = { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, PdfValue> };
export type PdfReference = { readonly kind: 'reference'; readonly number: number; readonly generation: number };
/** `dataStart` is the file offset of the first byte of the encoded data; `at` the object it is, once known. */
export type PdfStream = {
  readonly kind: 'stream';
  readonly dictionary: PdfDictionary;
  readonly dataStart: number;
  readonly at?: PdfReference;
};

export const nullValue: PdfNull = { kind: 'null' };

export function integer(value: number): PdfNumber {
  return { kind: 'number', value, text: String(value) };
}

/** A number with at most four decimals; PDF has no exponents (7.3.3). */
export function number(value: number): PdfNumber {
  return { kind: 'number', value, text: String(Number(value.toFixed(4))) };
}

export function name(value: string): PdfName {
  return { kind: 'name', value };
}

export function array(items: readonly PdfValue[]): PdfArray {
  return { kind: 'array', items };
}

export function reference(number: number, generation = 0): PdfReference {
  return { kind: 'reference', number, generation };
}

export function byteString(bytes: Uint8Array): PdfString {
  return { kind: 'string', bytes };
}

export function dictionary(entries: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
  const present = Object.entries(entries).filter((entry): entry is [string, PdfValue] => entry[1] !== undefined);
  return { kind: 'dictionary', entries: new Map(present) };
}

/** The same dictionary with some entries set; the order of the others stays. */
export function withEntries(from: PdfDictionary, entries: Readonly<Record<string, PdfValue>>): PdfDictionary {
  return { kind: 'dictionary', entries: new Map([...from.entries, ...Object.entries(entries)]) };
}

export function isName(value: PdfValue | undefined, expected: string): boolean {
  return value?.kind === 'name' && value.value === expected;
}

export function isInteger(value: PdfValue | undefined): value is PdfNumber {
  return value?.kind === 'number' && Number.isSafeInteger(value.value);
}

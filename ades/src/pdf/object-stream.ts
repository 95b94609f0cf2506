import { damaged, tooComplex } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { Lexer } from './lexer.ts';
import { Parser } from './parser.ts';
import { isInteger, isName, nullValue, type PdfStream, type PdfValue } from './value.ts';

/** The objects inside one object stream (ISO 32000-2, 7.5.7). */
export interface ObjectStream {
  object(number: number): PdfValue;
}

const mostObjects = 1_000_000;

export function openObjectStream(document: PdfDocument, value: PdfValue): ObjectStream {
  if (value.kind !== 'stream' || !isName(value.dictionary.entries.get('Type'), 'ObjStm')) {
    throw damaged('an object stream is something else');
  }
  const first = count(document, value, 'First');
  const data = document.data(value);
  const offsets = readHeader(data.subarray(0, first), count(document, value, 'N'));
  let parsed = 0;
  return {
    object(number) {
      const { value: found, length } = objectAt(data, first, offsets.get(number));
      parsed += length;
      if (parsed > data.length) throw tooComplex('objects that overlap each other in an object stream');
      return found;
    },
  };
}

function count(document: PdfDocument, stream: PdfStream, key: string): number {
  const value = document.get(stream.dictionary, key);
  if (!isInteger(value) || value.value < 0) throw damaged(`an object stream without /${key}`);
  return value.value;
}

function readHeader(header: Uint8Array, objects: number): Map<number, number> {
  if (objects > mostObjects || objects * 4 > header.length + 1) throw damaged('an object stream with an impossible /N');
  const parser = new Parser(new Lexer(header, 0));
  const offsets = new Map<number, number>();
  for (let index = 0; index < objects; index++) {
    const [number, offset] = [parser.value(), parser.value()];
    if (!isInteger(number) || !isInteger(offset)) throw damaged('the header of an object stream cannot be read');
    offsets.set(number.value, offset.value);
  }
  return offsets;
}

/** An object its stream does not hold is null, as one the file does not hold. */
function objectAt(data: Uint8Array, first: number, offset: number | undefined): { value: PdfValue; length: number } {
  if (offset === undefined) return { value: nullValue, length: 0 };
  if (offset < 0 || first + offset > data.length) throw damaged('an object lies outside its object stream');
  const parser = new Parser(new Lexer(data, first + offset));
  const value = withoutPositions(parser.value());
  return { value, length: parser.lexer.position - first - offset };
}

/** Positions inside a decoded stream are none in the file; a signature must never be found by them. */
function withoutPositions(value: PdfValue): PdfValue {
  if (value.kind === 'string') return { kind: 'string', bytes: value.bytes };
  if (value.kind === 'array') return { kind: 'array', items: value.items.map(withoutPositions) };
  if (value.kind !== 'dictionary') return value;
  return {
    kind: 'dictionary',
    entries: new Map([...value.entries].map(([key, item]) => [key, withoutPositions(item)])),
  };
}

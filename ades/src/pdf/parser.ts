import { damaged, tooComplex } from '../error.ts';
import type { Lexer, Token } from './lexer.ts';
import { nullValue, type PdfDictionary, type PdfReference, type PdfStream, type PdfValue } from './value.ts';

/** ISO 32000-2, 7.3 sets no depth; no known producer nests deeper than a few dozen. */
const deepest = 256;
const mostValuesPerObject = 2_000_000;

/** Reads values where a lexer stands. */
export class Parser {
  readonly lexer: Lexer;
  #values = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  value(depth = 0): PdfValue {
    return this.#fromToken(this.lexer.next(), depth);
  }

  /** `n g obj value [stream]`, the form of ISO 32000-2, 7.3.10, at the present position. */
  indirectObject(): { reference: PdfReference; value: PdfValue } {
    const reference = this.#objectHeader();
    const first = this.lexer.next();
    if (first.kind === 'keyword' && first.value === 'endobj') return { reference, value: nullValue };
    const value = this.#fromToken(first, 0);
    const after = this.lexer.next();
    if (after.kind === 'keyword' && after.value === 'stream') return { reference, value: this.#stream(value) };
    if (after.kind !== 'keyword' || after.value !== 'endobj') {
      throw damaged(`object ${reference.number} has no end`);
    }
    return { reference, value };
  }

  #objectHeader(): PdfReference {
    const start = this.lexer.offset;
    const [number, generation, keyword] = [this.lexer.next(), this.lexer.next(), this.lexer.next()];
    if (!isCount(number) || !isCount(generation) || keyword.kind !== 'keyword' || keyword.value !== 'obj') {
      throw damaged(`no object at offset ${start}`);
    }
    return { kind: 'reference', number: number.value, generation: generation.value };
  }

  #stream(value: PdfValue): PdfStream {
    if (value.kind !== 'dictionary') throw damaged('a stream without a dictionary');
    let at = this.lexer.position;
    if (this.lexer.byteAt(at) === 0x0d) at++;
    if (this.lexer.byteAt(at) === 0x0a) at++;
    return { kind: 'stream', dictionary: value, dataStart: this.lexer.base + at };
  }

  #fromToken(token: Token, depth: number): PdfValue {
    if (depth > deepest) throw tooComplex(`values nested deeper than ${deepest}`);
    if (++this.#values > mostValuesPerObject) throw tooComplex('an object of too many values');
    if (token.kind === 'number') return isCount(token) ? this.#referenceOr(token) : token;
    if (token.kind === 'punctuation') return this.#composite(token.value, depth);
    if (token.kind === 'keyword') return constant(token.value);
    if (token.kind === 'end') throw damaged('the file ends inside an object');
    return token;
  }

  #referenceOr(first: Token & { kind: 'number' }): PdfValue {
    const back = this.lexer.position;
    const second = this.lexer.next();
    if (isCount(second)) {
      const third = this.lexer.next();
      if (third.kind === 'keyword' && third.value === 'R') {
        return { kind: 'reference', number: first.value, generation: second.value };
      }
    }
    this.lexer.position = back;
    return first;
  }

  #composite(open: string, depth: number): PdfValue {
    if (open === '[') return this.#array(depth);
    if (open === '<<') return this.#dictionary(depth);
    throw damaged(`unexpected ${open} before offset ${this.lexer.offset}`);
  }

  #array(depth: number): PdfValue {
    const items: PdfValue[] = [];
    for (;;) {
      const token = this.lexer.next();
      if (token.kind === 'punctuation' && token.value === ']') return { kind: 'array', items };
      items.push(this.#fromToken(token, depth + 1));
    }
  }

  #dictionary(depth: number): PdfDictionary {
    const entries = new Map<string, PdfValue>();
    for (;;) {
      const token = this.lexer.next();
      if (token.kind === 'punctuation' && token.value === '>>') return { kind: 'dictionary', entries };
      if (token.kind !== 'name') throw damaged(`a dictionary key is no name, before offset ${this.lexer.offset}`);
      entries.set(token.value, this.value(depth + 1));
    }
  }
}

function isCount(token: Token): token is Token & { kind: 'number' } {
  return token.kind === 'number' && /^\+?\d+$/.test(token.text) && Number.isSafeInteger(token.value);
}

function constant(word: string): PdfValue {
  if (word === 'null') return nullValue;
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
  throw damaged(`unknown word ${JSON.stringify(word)}`);
}

import { type AdesError, damaged } from '../error.ts';

/** The tokens of PDF syntax (ISO 32000-2, 7.2 and 7.3), read from a window of bytes without copying the file. */
export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly bytes: Uint8Array; readonly start: number; readonly end: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'punctuation'; readonly value: '[' | ']' | '<<' | '>>' }
  | { readonly kind: 'keyword'; readonly value: string }
  | { readonly kind: 'end' };

const longestKeyword = 64;
const longestName = 4096;

export class Lexer {
  readonly bytes: Uint8Array;
  /** Offset in the file of the first of `bytes`. */
  readonly base: number;
  position: number;
  /** True once anything depended on there being no more bytes. */
  ranOut = false;

  constructor(bytes: Uint8Array, position: number, base = 0) {
    this.bytes = bytes;
    this.position = position;
    this.base = base;
  }

  /** Where in the file it stands. */
  get offset(): number {
    return this.base + this.position;
  }

  byteAt(position: number): number | undefined {
    if (position >= this.bytes.length) this.ranOut = true;
    return this.bytes[position];
  }

  next(): Token {
    this.skipSpace();
    const byte = this.byteAt(this.position);
    if (byte === undefined) return { kind: 'end' };
    if (byte === 0x2f) return this.#name();
    if (byte === 0x28) return this.#literalString();
    if (byte === 0x3c) return this.#peek(1) === 0x3c ? this.#punctuation('<<') : this.#hexString();
    if (byte === 0x3e && this.#peek(1) === 0x3e) return this.#punctuation('>>');
    if (byte === 0x5b) return this.#punctuation('[');
    if (byte === 0x5d) return this.#punctuation(']');
    return this.#regular();
  }

  skipSpace(): void {
    for (;;) {
      const byte = this.byteAt(this.position);
      if (byte === 0x25) this.#skipComment();
      else if (byte !== undefined && isSpace(byte)) this.position++;
      else return;
    }
  }

  #skipComment(): void {
    while (this.position < this.bytes.length && !isLineEnd(this.bytes[this.position])) this.position++;
  }

  #peek(distance: number): number | undefined {
    return this.byteAt(this.position + distance);
  }

  #punctuation(value: '[' | ']' | '<<' | '>>'): Token {
    this.position += value.length;
    return { kind: 'punctuation', value };
  }

  #name(): Token {
    const start = this.position + 1;
    this.position = this.#endOfRegular(start, longestName);
    return { kind: 'name', value: decodeName(latin1(this.bytes, start, this.position)) };
  }

  #regular(): Token {
    const start = this.position;
    this.position = this.#endOfRegular(start, longestKeyword);
    if (this.position === start) throw damaged(`unexpected character at offset ${this.base + start}`);
    const text = latin1(this.bytes, start, this.position);
    const value = parseNumber(text);
    return value === undefined ? { kind: 'keyword', value: text } : { kind: 'number', value, text };
  }

  #endOfRegular(start: number, limit: number): number {
    let end = start;
    while (end < this.bytes.length && isRegular(this.bytes[end]!)) {
      if (end++ - start > limit) throw damaged(`a token longer than ${limit} bytes at offset ${this.base + start}`);
    }
    if (end === this.bytes.length) this.ranOut = true;
    return end;
  }

  #hexString(): Token {
    const start = this.position;
    const close = this.bytes.indexOf(0x3e, start);
    if (close < 0) throw this.#withoutEnd('a hexadecimal string', start);
    this.position = close + 1;
    return this.#string(decodeHex(this.bytes.subarray(start + 1, close)), start);
  }

  #literalString(): Token {
    const start = this.position;
    const end = this.#endOfLiteral(start);
    this.position = end;
    return this.#string(decodeLiteral(this.bytes.subarray(start + 1, end - 1)), start);
  }

  #string(bytes: Uint8Array, start: number): Token {
    return { kind: 'string', bytes, start: this.base + start, end: this.offset };
  }

  #withoutEnd(what: string, start: number): AdesError {
    this.ranOut = true;
    return damaged(`${what} without end at offset ${this.base + start}`);
  }

  #endOfLiteral(start: number): number {
    let depth = 0;
    for (let at = start; at < this.bytes.length; at++) {
      const byte = this.bytes[at];
      if (byte === 0x5c) at++;
      else if (byte === 0x28) depth++;
      else if (byte === 0x29 && --depth === 0) return at + 1;
    }
    throw this.#withoutEnd('a string', start);
  }
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0x00;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

const delimiters = new Set([0x28, 0x29, 0x3c, 0x3e, 0x5b, 0x5d, 0x7b, 0x7d, 0x2f, 0x25]);

export function isRegular(byte: number): boolean {
  return !isSpace(byte) && !delimiters.has(byte);
}

export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

function decodeName(text: string): string {
  if (!text.includes('#')) return text;
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeHex(inner: Uint8Array): Uint8Array {
  let text = latin1(inner);
  // Node stops at what is no digit.
  const whole = Buffer.from(text, 'hex');
  if (whole.length * 2 === text.length) return whole;
  if (/[^0-9a-fA-F]/.test(text)) text = text.replace(/[\0\t\n\f\r ]+/g, '');
  if (/[^0-9a-fA-F]/.test(text)) throw damaged('a hexadecimal string holds other characters');
  return Buffer.from(text.length % 2 === 0 ? text : `${text}0`, 'hex');
}

const escapes: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

/** ISO 32000-2, 7.3.4.2: escapes, octal codes, and every kind of line end read as one line feed. */
function decodeLiteral(inner: Uint8Array): Uint8Array {
  if (!inner.includes(0x5c) && !inner.includes(0x0d)) return inner;
  const text = latin1(inner).replace(/\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?/g, (all: string, escaped?: string) => {
    if (escaped === undefined) return '\n';
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8) & 0xff);
    if (escaped.startsWith('\r') || escaped === '\n') return '';
    const code = escapes[escaped];
    return code === undefined ? all.slice(1) : String.fromCharCode(code);
  });
  return Buffer.from(text, 'latin1');
}

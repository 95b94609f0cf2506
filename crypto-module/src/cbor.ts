import { isUtf8 } from 'node:buffer';
import { CryptoModuleError } from './crypto-module-error.ts';

/** The four kinds of value a key header holds. */
export type CborValue = number | string | Uint8Array | null;

/** A map with ascending small unsigned keys, in the core deterministic encoding of RFC 8949, 4.2.1. */
export function encodeHeaderMap(map: ReadonlyMap<number, CborValue>): Uint8Array {
  const entries = [...map].sort(([a], [b]) => a - b);
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [head(0, key), encode(value)])]);
}

/**
 * The same map back, and only in that encoding: what would not encode to the same bytes is refused, where it stands.
 * @throws CryptoModuleError `record-invalid`
 */
export function decodeHeaderMap(bytes: Uint8Array): Map<number, CborValue> {
  return new Reader(bytes).map();
}

function encode(value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return Buffer.concat([head(2, value.length), value]);
}

function head(major: number, argument: number): Uint8Array {
  if (!Number.isSafeInteger(argument) || argument < 0) throw malformed('holds a number that is not unsigned');
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  const size = argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8;
  const bytes = Buffer.alloc(9);
  bytes.writeBigUInt64BE(BigInt(argument), 1);
  const out = bytes.subarray(8 - size);
  out[0] = type | (24 + Math.log2(size));
  return out;
}

/** The smallest argument that needs 1, 2, 4 and 8 octets (RFC 8949, 4.2.1: the shortest form and no other). */
const least = [24, 0x100, 0x1_0000, 0x1_0000_0000];

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  map(): Map<number, CborValue> {
    if (this.#major() !== 5) throw malformed('is not a map');
    const count = this.#argument();
    if (count > 32) throw malformed('has too many fields');
    const map = new Map<number, CborValue>();
    for (let i = 0, last = -1; i < count; i++) {
      last = this.#keyAfter(last);
      map.set(last, this.#value());
    }
    if (this.#at !== this.#bytes.length) throw malformed('is followed by something');
    return map;
  }

  #keyAfter(last: number): number {
    if (this.#major() !== 0) throw malformed('has a key that is not a number');
    const key = this.#argument();
    if (key <= last) throw malformed('has keys out of order');
    return key;
  }

  #value(): CborValue {
    if (this.#bytes[this.#at] === 0xf6) {
      this.#at += 1;
      return null;
    }
    const major = this.#major();
    const argument = this.#argument();
    if (major === 0) return argument;
    if (major === 2) return new Uint8Array(this.#take(argument));
    if (major === 3) return text(this.#take(argument));
    throw malformed('holds a value of another kind');
  }

  #major(): number {
    const first = this.#bytes[this.#at];
    if (first === undefined) throw malformed('ends early');
    return first >> 5;
  }

  #argument(): number {
    const short = this.#bytes[this.#at++]! & 31;
    if (short < 24) return short;
    if (short > 27) throw malformed('has an indefinite length');
    let argument = 0;
    for (let octets = 2 ** (short - 24); octets > 0; octets--)
      argument = argument * 256 + (this.#bytes[this.#at++] ?? Number.NaN);
    if (argument >= least[short - 24]! && Number.isSafeInteger(argument)) return argument;
    throw malformed('holds a number that is not in its shortest form');
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length !== length) throw malformed('ends early');
    this.#at += length;
    return taken;
  }
}

function text(octets: Buffer): string {
  if (!isUtf8(octets)) throw malformed('holds a text that is none');
  return octets.toString('utf8');
}

function malformed(how: string): CryptoModuleError {
  return new CryptoModuleError('record-invalid', `the header ${how}`);
}

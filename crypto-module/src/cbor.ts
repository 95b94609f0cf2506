import { CryptoModuleError } from './crypto-module-error.ts';

/** The four kinds of value a key header holds. */
export type CborValue = number | string | Uint8Array | null;

/** A map with ascending small unsigned keys, in the core deterministic encoding of RFC 8949, 4.2.1. */
export function encodeHeaderMap(map: ReadonlyMap<number, CborValue>): Uint8Array {
  const entries = [...map].sort(([a], [b]) => a - b);
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [head(0, key), encode(value)])]);
}

/**
 * The same map back, and only in that encoding: what would not encode to the same bytes is refused.
 * @throws CryptoModuleError `record-invalid`
 */
export function decodeHeaderMap(bytes: Uint8Array): Map<number, CborValue> {
  const map = new Reader(bytes).map();
  if (!Buffer.from(encodeHeaderMap(map)).equals(bytes)) throw malformed('is not deterministic');
  return map;
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

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  map(): Map<number, CborValue> {
    const [major, count] = this.#head();
    if (major !== 5 || count > 32) throw malformed('is not a map');
    const map = new Map<number, CborValue>();
    for (let i = 0; i < count; i++) map.set(this.#key(), this.#value());
    if (this.#at !== this.#bytes.length) throw malformed('is followed by something');
    return map;
  }

  #key(): number {
    const [major, key] = this.#head();
    if (major !== 0) throw malformed('has a key that is not a number');
    return key;
  }

  #value(): CborValue {
    if (this.#bytes[this.#at] === 0xf6) {
      this.#at += 1;
      return null;
    }
    const [major, argument] = this.#head();
    if (major === 0) return argument;
    if (major === 2) return new Uint8Array(this.#take(argument));
    if (major === 3) return this.#take(argument).toString('utf8');
    throw malformed('holds a value of another kind');
  }

  #head(): [major: number, argument: number] {
    const first = this.#take(1)[0]!;
    const short = first & 31;
    if (short < 24) return [first >> 5, short];
    if (short > 27) throw malformed('has an indefinite length');
    const argument = this.#take(2 ** (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    return [first >> 5, argument];
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length !== length) throw malformed('ends early');
    this.#at += length;
    return taken;
  }
}

function malformed(how: string): CryptoModuleError {
  return new CryptoModuleError('record-invalid', `the header ${how}`);
}

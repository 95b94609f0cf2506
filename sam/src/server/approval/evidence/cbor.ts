import { refuse } from '../../refusal.ts';

/** The CBOR (RFC 8949) that authenticators speak (CTAP2 canonical form): definite lengths, no tags, no floats, shallow. */
export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[] | CborMap;
export type CborMap = ReadonlyMap<number | string, Cbor>;

const maxDepth = 4;

/** One item at the start of `bytes` and how many bytes it took. Refuses with `evidence_invalid`. */
export function readCbor(bytes: Uint8Array): { readonly value: Cbor; readonly length: number } {
  const reader = new CborReader(bytes);
  const value = reader.item(0);
  return { value, length: reader.at };
}

/** The same, where nothing may follow and the item is a map. */
export function readCborMap(bytes: Uint8Array): CborMap {
  const { value, length } = readCbor(bytes);
  return value instanceof Map && length === bytes.length ? value : malformed();
}

class CborReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  item(depth: number): Cbor {
    if (depth > maxDepth) return malformed();
    const first = this.#take(1)[0] ?? 0;
    const major = first >> 5;
    if (major === 7) return simple(first);
    const argument = this.#argument(first & 31);
    if (major === 0) return argument;
    if (major === 1) return -1 - argument;
    if (major === 2) return Buffer.from(this.#take(argument));
    if (major === 3) return this.#take(argument).toString('utf8');
    if (major === 4) return Array.from({ length: this.#count(argument) }, () => this.item(depth + 1));
    return major === 5 ? this.#map(this.#count(argument), depth) : malformed();
  }

  #map(count: number, depth: number): CborMap {
    const map = new Map<number | string, Cbor>();
    for (let i = 0; i < count; i++) {
      const key = this.item(depth + 1);
      if ((typeof key !== 'number' && typeof key !== 'string') || map.has(key)) return malformed();
      map.set(key, this.item(depth + 1));
    }
    return map;
  }

  #argument(info: number): number {
    if (info < 24) return info;
    if (info > 26) return malformed();
    const width = 1 << (info - 24);
    return this.#take(width).readUIntBE(0, width);
  }

  // An item takes at least one byte, so a count beyond what is left is a lie.
  #count(count: number): number {
    return count <= this.#bytes.length - this.at ? count : malformed();
  }

  #take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.#bytes.length) return malformed();
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

function simple(first: number): boolean | null {
  if (first === 0xf4) return false;
  if (first === 0xf5) return true;
  return first === 0xf6 ? null : malformed();
}

function malformed(): never {
  return refuse('evidence_invalid', 'malformed CBOR');
}

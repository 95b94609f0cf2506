/** ASN.1 as octets (X.690): a bounded reader for DER and for the BER that CMS allows, and a writer of DER. */
import { PkiError } from './error.ts';

/** One element. `tag` is the identifier octet (low tag numbers only); `bytes` the complete encoding, `value` its contents. */
export interface Tlv {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly value: Uint8Array;
  /** Indefinite length: BER, never DER. */
  readonly indefinite: boolean;
  /** The elements inside, for constructed encodings; empty otherwise. */
  readonly children: readonly Tlv[];
}

const maxDepth = 48;
const maxElements = 200_000;

interface Reader {
  readonly bytes: Uint8Array;
  elements: number;
}

/**
 * The one element that `bytes` are, with this tag if one is given. Throws PkiError: `malformed` (also on trailing octets),
 * `too-large` beyond the bounds.
 */
export function decode(bytes: Uint8Array, tag?: number): Tlv {
  const reader: Reader = { bytes, elements: 0 };
  const [tlv, end] = readElement(reader, 0, bytes.length, 0);
  if (end !== bytes.length) throw new PkiError('malformed', 'octets after the end of the element');
  if (tag !== undefined && tlv.tag !== tag) throw new PkiError('malformed', `not an element of tag ${tag}`);
  return tlv;
}

/** The first element in `bytes` and how long it is; what follows is not looked at (zero padding of /Contents). */
export function decodePrefix(bytes: Uint8Array): Tlv {
  return readElement({ bytes, elements: 0 }, 0, bytes.length, 0)[0];
}

function readElement(reader: Reader, at: number, limit: number, depth: number): [Tlv, number] {
  if (depth > maxDepth) throw new PkiError('too-large', 'nested too deeply');
  if (++reader.elements > maxElements) throw new PkiError('too-large', 'too many elements');
  const { bytes } = reader;
  const tag = octet(bytes, at, limit);
  if (tag === 0) throw new PkiError('malformed', 'end-of-contents out of place');
  if ((tag & 0x1f) === 0x1f) throw new PkiError('unsupported', 'high tag numbers are not used here');
  const [length, start] = readLength(bytes, at + 1, limit);
  if (length === undefined) return readIndefinite(reader, tag, at, start, limit, depth);
  if (start + length > limit) throw new PkiError('malformed', 'length runs past the end');
  const end = start + length;
  const children = tag & 0x20 ? readChildren(reader, start, end, depth) : [];
  const tlv = { tag, bytes: bytes.subarray(at, end), value: bytes.subarray(start, end), indefinite: false, children };
  return [tlv, end];
}

function readChildren(reader: Reader, start: number, end: number, depth: number): Tlv[] {
  const children: Tlv[] = [];
  for (let at = start; at < end; ) {
    const [child, next] = readElement(reader, at, end, depth + 1);
    children.push(child);
    at = next;
  }
  return children;
}

function readIndefinite(
  reader: Reader,
  tag: number,
  at: number,
  start: number,
  limit: number,
  depth: number,
): [Tlv, number] {
  if (!(tag & 0x20)) throw new PkiError('malformed', 'indefinite length of a primitive');
  const { bytes } = reader;
  const children: Tlv[] = [];
  let next = start;
  while (octet(bytes, next, limit) !== 0 || octet(bytes, next + 1, limit) !== 0) {
    const [child, after] = readElement(reader, next, limit, depth + 1);
    children.push(child);
    next = after;
  }
  const tlv = {
    tag,
    bytes: bytes.subarray(at, next + 2),
    value: bytes.subarray(start, next),
    indefinite: true,
    children,
  };
  return [tlv, next + 2];
}

function readLength(bytes: Uint8Array, at: number, limit: number): [number | undefined, number] {
  const first = octet(bytes, at, limit);
  if (first < 0x80) return [first, at + 1];
  if (first === 0x80) return [undefined, at + 1];
  const count = first & 0x7f;
  if (count > 6) throw new PkiError('malformed', 'length of more than six octets');
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + octet(bytes, at + i, limit);
  return [length, at + 1 + count];
}

function octet(bytes: Uint8Array, at: number, limit: number): number {
  if (at >= limit) throw new PkiError('malformed', 'ends too early');
  return bytes[at] as number;
}

/** The child at `index`. Throws PkiError `malformed` when there is none or its tag is another. */
export function child(tlv: Tlv, index: number, tag?: number): Tlv {
  const found = tlv.children[index];
  if (!found || (tag !== undefined && found.tag !== tag))
    throw new PkiError('malformed', `no element ${index} of tag ${tag}`);
  return found;
}

/** The first child with a (context) tag, if any. */
export function tagged(tlv: Tlv, tag: number): Tlv | undefined {
  return tlv.children.find((one) => one.tag === tag);
}

/** The elements of a SEQUENCE, taken in their order: those that must be there, and those that may, known by their tags. */
export interface Fields {
  /** Throws PkiError `malformed` when the next element has another tag. */
  required(tag?: number): Tlv;
  optional(...tags: readonly number[]): Tlv | undefined;
  /** Throws PkiError `malformed` when anything is left. */
  end(): void;
}

export function fieldsOf(tlv: Tlv): Fields {
  let next = 0;
  const optional = (...tags: readonly number[]) => {
    const found = tlv.children[next];
    if (!found || !tags.includes(found.tag)) return undefined;
    next++;
    return found;
  };
  const end = () => {
    if (next < tlv.children.length) throw new PkiError('malformed', 'an element out of place');
  };
  return { required: (tag) => child(tlv, next++, tag), optional, end };
}

/** The octets of an OCTET STRING, the pieces of a constructed one joined (X.690 8.7). */
export function octets(tlv: Tlv): Uint8Array {
  if (!(tlv.tag & 0x20)) return tlv.value;
  if (tlv.children.some((piece) => (piece.tag & ~0x20) !== 0x04))
    throw new PkiError('malformed', 'not an octet string');
  return concat(...tlv.children.map(octets));
}

export function readOid(tlv: Tlv): string {
  if (tlv.tag !== 0x06 || tlv.value.length === 0 || tlv.value.length > 64)
    throw new PkiError('malformed', 'not an object identifier');
  if (!isShortest(tlv.value)) throw new PkiError('malformed', 'not an object identifier');
  const [first, ...arcs] = arcsOf(tlv.value) as [number | bigint, ...(number | bigint)[]];
  const root = first < 80 ? Math.floor(Number(first) / 40) : 2;
  return [root, typeof first === 'bigint' ? first - 80n : first - root * 40, ...arcs].join('.');
}

/** X.690 8.19.2: every arc is complete and in the fewest octets, so that an identifier has one encoding only. */
function isShortest(value: Uint8Array): boolean {
  let before = 0;
  for (const byte of value) {
    if (byte === 0x80 && before < 0x80) return false;
    before = byte;
  }
  return before < 0x80;
}

/** Numbers as long as they are exact, as nearly all are; a bigint for each arc beyond. */
function arcsOf(value: Uint8Array): (number | bigint)[] {
  const arcs: (number | bigint)[] = [];
  let arc: number | bigint = 0;
  for (const byte of value) {
    const more: number = byte & 0x7f;
    if (typeof arc === 'number' && arc < largestExact) arc = arc * 128 + more;
    else arc = (BigInt(arc) << 7n) | BigInt(more);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  return arcs;
}

const largestExact = 2 ** 46;

export function readInteger(tlv: Tlv): bigint {
  if (tlv.tag !== 0x02 || tlv.value.length === 0) throw new PkiError('malformed', 'not an integer');
  return BigInt.asIntN(tlv.value.length * 8, BigInt(`0x${toHex(tlv.value)}`));
}

/** UTCTime (years 1950 to 2049) or GeneralizedTime, in UTC as RFC 5280 4.1.2.5 wants; what is finer than a millisecond is dropped. */
export function readTime(tlv: Tlv): Date {
  const form = forms[tlv.tag]?.exec(latin1.decode(tlv.value));
  const [, year = '', rest = '', fraction = ''] = form ?? [];
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const part = (place: number) => Number(rest.slice(place, place + 2));
  const at = new Date(0);
  at.setUTCFullYear(Number(century + year), part(0) - 1, part(2));
  at.setUTCHours(part(4), part(6), part(8), Number(fraction.slice(0, 3).padEnd(3, '0')));
  // Date turns 30 February into March and 24:00 into tomorrow.
  if (!form || digits(at) !== century + year + rest) throw new PkiError('malformed', 'not a time in UTC');
  return at;
}

const forms: Readonly<Record<number, RegExp>> = {
  23: /^(\d\d)(\d{10})Z$/,
  24: /^(\d{4})(\d{10})(?:\.(\d+))?Z$/,
};

/** YYYYMMDDhhmmss. */
function digits(at: Date): string {
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  const day = year + two(at.getUTCMonth() + 1) + two(at.getUTCDate());
  return day + two(at.getUTCHours()) + two(at.getUTCMinutes()) + two(at.getUTCSeconds());
}

function two(part: number): string {
  return part < 10 ? `0${part}` : String(part);
}

const utf8Text = new TextDecoder('utf-8');
const utf16Text = new TextDecoder('utf-16be');
const latin1 = new TextDecoder('latin1');

export function readText(tlv: Tlv): string {
  if (tlv.tag === 0x1e) return utf16Text.decode(tlv.value);
  return (tlv.tag === 0x0c ? utf8Text : latin1).decode(tlv.value);
}

// Writing

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(lengthOf(parts));
  put(parts, whole, 0);
  return whole;
}

/** One element with definite, shortest length. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = lengthOf(contents);
  const start = headerSize(length);
  const whole = new Uint8Array(start + length);
  putHeader(whole, tag, length);
  put(contents, whole, start);
  return whole;
}

/** The same before it is joined: large contents pass through many wrappings and are copied once. */
export function pieces(tag: number, ...contents: readonly Uint8Array[]): Uint8Array[] {
  const length = lengthOf(contents);
  const header = new Uint8Array(headerSize(length));
  putHeader(header, tag, length);
  return [header, ...contents];
}

function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}

function put(parts: readonly Uint8Array[], whole: Uint8Array, from: number): void {
  let at = from;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
}

function headerSize(length: number): number {
  if (length < 0x80) return 2;
  let size = 3;
  for (let rest = length; rest >= 256; rest = Math.floor(rest / 256)) size++;
  return size;
}

function putHeader(whole: Uint8Array, tag: number, length: number): void {
  const more = headerSize(length) - 2;
  whole[0] = tag;
  whole[1] = more === 0 ? length : 0x80 | more;
  for (let at = 1 + more, rest = length; at > 1; at--, rest = Math.floor(rest / 256)) whole[at] = rest % 256;
}

export const sequence = (...contents: readonly Uint8Array[]): Uint8Array => element(0x30, ...contents);
export const octetString = (value: Uint8Array): Uint8Array => element(0x04, value);
export const bitString = (value: Uint8Array, unused = 0): Uint8Array => element(0x03, Uint8Array.of(unused), value);
export const boolean = (value: boolean): Uint8Array => element(0x01, Uint8Array.of(value ? 0xff : 0));
export const nil = (): Uint8Array => element(0x05);
export const utf8 = (text: string): Uint8Array => element(0x0c, new TextEncoder().encode(text));
export const printable = (text: string): Uint8Array => element(0x13, new TextEncoder().encode(text));
export const ia5 = (text: string): Uint8Array => element(0x16, new TextEncoder().encode(text));
export const enumerated = (value: number): Uint8Array => element(0x0a, Uint8Array.of(value));
/** Context tag, explicit: constructed around a complete element. */
export const explicit = (number: number, content: Uint8Array): Uint8Array => element(0xa0 | number, content);

/** The same value in DER: definite lengths, strings in one piece, SET OF in order (what BER leaves open, X.690 10 and 11). */
export function toDer(tlv: Tlv): Uint8Array {
  if (!(tlv.tag & 0x20)) return element(tlv.tag, tlv.value);
  if (tlv.tag === 0x24) return octetString(octets(tlv));
  const contents = tlv.children.map(toDer);
  return tlv.tag === 0x31 ? setOf(...contents) : element(tlv.tag, ...contents);
}

export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return element(0x31, ...inSetOrder(elements));
}

/** The elements of a SET OF in the order of their encodings (X.690 11.6). */
export function inSetOrder(elements: readonly Uint8Array[]): Uint8Array[] {
  return elements.toSorted((a, b) => Buffer.compare(a, b));
}

/** A number, or the octets of a non-negative one (big endian). */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  if (typeof value === 'number' && value >= 0 && value < 0x80) return Uint8Array.of(0x02, 1, value);
  if (!(value instanceof Uint8Array)) return element(0x02, twosComplement(BigInt(value)));
  let from = 0;
  while (from < value.length - 1 && value[from] === 0) from++;
  const trimmed = value.subarray(from);
  return (trimmed[0] ?? 0) & 0x80 ? element(0x02, Uint8Array.of(0), trimmed) : element(0x02, trimmed);
}

/** In the fewest octets (X.690 8.3). */
function twosComplement(value: bigint): Uint8Array {
  let count = 1;
  while (BigInt.asIntN(8 * count, value) !== value) count++;
  return fromHex(
    BigInt.asUintN(8 * count, value)
      .toString(16)
      .padStart(2 * count, '0'),
  );
}

/** Few occur, and each over and over: those are encoded once. */
const encodedOids = new Map<string, Uint8Array>();
const mostEncodedOids = 512;

export function oid(dotted: string): Uint8Array {
  const known = encodedOids.get(dotted);
  if (known) return known.slice();
  const encoded = encodeOid(dotted);
  if (encodedOids.size < mostEncodedOids) encodedOids.set(dotted, encoded);
  return encoded.slice();
}

function encodeOid(dotted: string): Uint8Array {
  const [root = 0, second = 0, ...arcs] = dotted.split('.').map(exactly);
  const first = typeof second === 'bigint' ? BigInt(root) * 40n + second : Number(root) * 40 + second;
  return element(0x06, Uint8Array.from([first, ...arcs].flatMap(base128)));
}

function exactly(digits: string): number | bigint {
  return /^\d{1,14}$/.test(digits) ? Number(digits) : BigInt(digits);
}

function base128(arc: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = arc; bytes.length === 0 || rest > 0; ) {
    const [low, high]: [number, number | bigint] =
      typeof rest === 'bigint' ? [Number(rest & 0x7fn), rest >> 7n] : [rest % 128, Math.floor(rest / 128)];
    bytes.unshift(bytes.length === 0 ? low : low | 0x80);
    rest = high;
  }
  return bytes;
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5, RFC 5652 11.3). */
export function time(at: Date): Uint8Array {
  const year = at.getUTCFullYear();
  if (year >= 1950 && year < 2050) return element(0x17, new TextEncoder().encode(`${digits(at).slice(2)}Z`));
  return generalizedTime(at);
}

/** To the second, as RFC 5280 4.1.2.5.2 wants. */
export function generalizedTime(at: Date): Uint8Array {
  return element(0x18, new TextEncoder().encode(`${digits(at)}Z`));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

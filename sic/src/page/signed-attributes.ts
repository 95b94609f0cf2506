/**
 * The message digest inside CMS signed attributes, RFC 5652 11.2, found by a walk over DER that knows nothing else:
 * SET OF SEQUENCE { OBJECT IDENTIFIER, SET OF value }.
 */
import { VerifyError } from './verify-error.ts';

interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly rest: Uint8Array;
}

const tagOctetString = 0x04;
const tagOid = 0x06;
const tagSequence = 0x30;
const tagSet = 0x31;
/** 1.2.840.113549.1.9.4 */
const messageDigestOid = '2a864886f70d010904';

/** The one value of the one message-digest attribute. Throws VerifyError attributes-malformed for anything else. */
export function messageDigestOf(signedAttributes: Uint8Array): Uint8Array {
  const found = children(only(signedAttributes, tagSet)).filter((attribute) => typeOf(attribute) === messageDigestOid);
  const [attribute] = found;
  if (found.length !== 1 || attribute === undefined) throw malformed();
  const [, values] = children(attribute.value);
  if (values?.tag !== tagSet) throw malformed();
  return only(values.value, tagOctetString);
}

function typeOf(attribute: Tlv): string {
  const [type, , more] = children(attribute.value);
  if (attribute.tag !== tagSequence || type?.tag !== tagOid || more !== undefined) throw malformed();
  return Array.from(type.value, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The content of the single element that fills `bytes`. */
function only(bytes: Uint8Array, tag: number): Uint8Array {
  const element = read(bytes);
  if (element.tag !== tag || element.rest.length > 0) throw malformed();
  return element.value;
}

function children(bytes: Uint8Array): Tlv[] {
  const found: Tlv[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const element = read(rest);
    found.push(element);
    rest = element.rest;
  }
  return found;
}

function read(bytes: Uint8Array): Tlv {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw malformed();
  const [length, start] = first < 0x80 ? [first, 2] : longLength(bytes, first & 0x7f);
  if (start + length > bytes.length) throw malformed();
  return { tag, value: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

/** X.690 10.1: definite, shortest; three octets (16 MB) are more than attributes ever need. */
function longLength(bytes: Uint8Array, octets: number): [number, number] {
  if (octets < 1 || octets > 3 || bytes.length < 2 + octets) throw malformed();
  const length = bytes.subarray(2, 2 + octets).reduce((sum, octet) => sum * 256 + octet, 0);
  if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed();
  return [length, 2 + octets];
}

function malformed(): VerifyError {
  return new VerifyError('attributes-malformed');
}

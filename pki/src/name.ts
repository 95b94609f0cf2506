/** Distinguished names: attributes to DER, DER to the text of RFC 4514. */

import { child, decode, oid, printable, readOid, readText, sequence, setOf, type Tlv, toHex, utf8 } from './der.ts';
import { PkiError } from './error.ts';

/** A name as it stands in a certificate. */
export interface Name {
  readonly der: Uint8Array;
  readonly attributes: ReadonlyArray<{ readonly oid: string; readonly value: string; readonly der: Uint8Array }>;
}

export interface NameAttributes {
  readonly country?: string;
  readonly organization?: string;
  /** ETSI EN 319 412-1, 5.1.4. */
  readonly organizationIdentifier?: string;
  readonly surname?: string;
  readonly givenName?: string;
  readonly serialNumber?: string;
  readonly commonName?: string;
}

/** In the customary order from the country down to the person; `keyword` is the short name of RFC 4514, 3. */
export const subjectAttributes: ReadonlyArray<{
  member: keyof NameAttributes;
  oid: string;
  keyword?: string;
  printable?: true;
}> = [
  { member: 'country', oid: '2.5.4.6', keyword: 'C', printable: true },
  { member: 'organization', oid: '2.5.4.10', keyword: 'O' },
  { member: 'organizationIdentifier', oid: '2.5.4.97' },
  { member: 'surname', oid: '2.5.4.4' },
  { member: 'givenName', oid: '2.5.4.42' },
  { member: 'serialNumber', oid: '2.5.4.5', printable: true },
  { member: 'commonName', oid: '2.5.4.3', keyword: 'CN' },
];
export const keywords = new Map([
  ...subjectAttributes.flatMap((one) => (one.keyword ? [[one.oid, one.keyword] as const] : [])),
  ['2.5.4.11', 'OU'] as const,
  ['2.5.4.7', 'L'] as const,
  ['2.5.4.8', 'ST'] as const,
  ['2.5.4.9', 'STREET'] as const,
  ['0.9.2342.19200300.100.1.25', 'DC'] as const,
  ['0.9.2342.19200300.100.1.1', 'UID'] as const,
]);

/** DER of a Name with the attributes given, in that order. */
export function encodeName(attributes: NameAttributes): Uint8Array {
  const sets = subjectAttributes.flatMap(({ member, oid: dotted, printable: plain }) => {
    const value = attributes[member];
    if (value === undefined) return [];
    return [
      setOf(sequence(oid(dotted), plain && /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value) ? printable(value) : utf8(value))),
    ];
  });
  return sequence(...sets);
}

export function parseName(der: Uint8Array): Name {
  return readName(decode(der));
}

export function readName(tlv: Tlv): Name {
  return { der: tlv.bytes, attributes: relativeNames(tlv).flat() };
}

/** The relative distinguished names, each of one or more attributes. */
export function relativeNames(tlv: Tlv): Name['attributes'][number][][] {
  if (tlv.tag !== 0x30 || tlv.children.some((set) => set.tag !== 0x31)) throw new PkiError('malformed', 'not a name');
  return tlv.children.map((set) => set.children.map(readAttribute));
}

function readAttribute(pair: Tlv): Name['attributes'][number] {
  const value = child(pair, 1);
  const text = stringTags.has(value.tag) ? readText(value) : `#${toHex(value.bytes)}`;
  return { oid: readOid(child(pair, 0)), value: text, der: value.bytes };
}

// UTF8String, NumericString, PrintableString, TeletexString, IA5String, VisibleString, BMPString.
const stringTags = new Set([0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1e]);

/** The attributes of a name that have a name here; the first of each kind. */
export function nameAttributes(name: Name): NameAttributes {
  const found = subjectAttributes.flatMap(({ member, oid: dotted }) => {
    const attribute = name.attributes.find((one) => one.oid === dotted);
    return attribute ? [[member, attribute.value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** RFC 4514: last attribute first; types without a short name as dotted identifier with `#` and the hex of the value. */
export function nameToString(name: Name): string {
  return relativeNames(decode(name.der))
    .map((attributes) => attributes.map(attributeToString).join('+'))
    .reverse()
    .join(',');
}

function attributeToString({ oid: dotted, value, der }: Name['attributes'][number]): string {
  const keyword = stringTags.has(der[0] ?? 0) ? keywords.get(dotted) : undefined;
  return keyword ? `${keyword}=${escaped(value)}` : `${dotted}=#${toHex(der)}`;
}

// RFC 4514 2.4; control and direction characters too (allowed there), so that a name shows as what it is.
function escaped(value: string): string {
  return value
    .replace(/^[ #]| $|[\\"+,;<>=]/g, (character) => `\\${character}`)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      toHex(new TextEncoder().encode(character)).replace(/../g, '\\$&'),
    );
}

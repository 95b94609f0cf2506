/**
 * A SignedData taken apart into the octets it is made of, and put together again (RFC 5652 5.1, 5.3). What others have signed,
 * stamped or counted by its digest must stay as it is, BER included; only the wrappings around the parts are written anew, with
 * definite lengths.
 */
import { decode, element, integer, oid, pieces, readInteger, readOid, sequence } from './der.ts';
import { PkiError } from './error.ts';
import { contentTypes } from './signed-attributes.ts';
import { type Slice, sliceAt, slicesOf } from './slices.ts';

/** Every member is complete encodings: tag, length and contents as they stand. */
export interface SignedDataParts {
  readonly version: number;
  readonly digestAlgorithms: readonly Uint8Array[];
  readonly encapContentInfo: Uint8Array;
  /** CertificateChoices. */
  readonly certificates: readonly Uint8Array[];
  /** RevocationInfoChoices. */
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly Uint8Array[];
}

/** Octets after the ContentInfo are passed over (the padding of /Contents). Throws PkiError. */
export function splitSignedData(ber: Uint8Array): SignedDataParts {
  const [type, holder] = members(sliceAt(ber), 0x30);
  if (type?.tag !== 0x06 || readOid(decode(type.bytes)) !== contentTypes.signedData || !holder) throw notSignedData();
  const [data] = members(holder, 0xa0);
  const [version, digests, encapsulated, ...rest] = data ? members(data, 0x30) : [];
  const infos = rest.pop();
  if (!version || !digests || encapsulated?.tag !== 0x30 || !infos) throw notSignedData();
  const of = (tag: number) => (rest[0]?.tag === tag ? members(rest.shift() as Slice, tag) : []);
  const [certificates, crls] = [of(0xa0), of(0xa1)];
  if (rest.length > 0) throw notSignedData();
  return {
    version: Number(readInteger(decode(version.bytes))),
    digestAlgorithms: octetsOf(members(digests, 0x31)),
    encapContentInfo: encapsulated.bytes,
    certificates: octetsOf(certificates),
    crls: octetsOf(crls),
    signerInfos: octetsOf(members(infos, 0x31)),
  };
}

function notSignedData(): PkiError {
  return new PkiError('malformed', 'not SignedData');
}

function members(slice: Slice, tag: number): Slice[] {
  if (slice.tag !== tag) throw notSignedData();
  return slicesOf(slice.value);
}

function octetsOf(slices: readonly Slice[]): Uint8Array[] {
  return slices.map((slice) => slice.bytes);
}

/** The ContentInfo of these parts, in their order; empty sets are left out where they may be. */
export function joinSignedData(parts: SignedDataParts): Uint8Array {
  const optional = (tag: number, elements: readonly Uint8Array[]) =>
    elements.length > 0 ? pieces(tag, ...elements) : [];
  const data = pieces(
    0x30,
    integer(parts.version),
    ...pieces(0x31, ...parts.digestAlgorithms),
    parts.encapContentInfo,
    ...optional(0xa0, parts.certificates),
    ...optional(0xa1, parts.crls),
    ...pieces(0x31, ...parts.signerInfos),
  );
  return sequence(oid(contentTypes.signedData), ...pieces(0xa0, ...data));
}

/** What kind of content, and eContent when it is attached. */
export function splitContent(encapContentInfo: Uint8Array): { type: string; content: Slice | undefined } {
  const [type, holder] = members(sliceAt(encapContentInfo), 0x30);
  if (!type) throw notSignedData();
  const [content] = holder ? members(holder, 0xa0) : [];
  if (holder && !content) throw notSignedData();
  return { type: readOid(decode(type.bytes)), content };
}

const mostPieces = 1_000_000;

/** The octets that are digested: the contents, pieces joined; PKCS #7 had other types than OCTET STRING (5.2.1). */
export function contentOctets(content: Slice): Uint8Array {
  if (content.tag !== 0x24) return content.value;
  return new Uint8Array(Buffer.concat(slicesOf(content.value, mostPieces).map(pieceOf)));
}

function pieceOf(piece: Slice): Uint8Array {
  if (piece.tag !== 0x04 && piece.tag !== 0x24) throw new PkiError('malformed', 'not an octet string');
  return contentOctets(piece);
}

/** A SignerInfo; members are complete encodings. */
export interface SignerInfoParts {
  /** version, sid, digestAlgorithm, signedAttrs under tag [0] if there are any, signatureAlgorithm, signature: in this order. */
  readonly fields: readonly Uint8Array[];
  /** Attributes, in their order. */
  readonly unsignedAttributes: readonly Uint8Array[];
}

/** Throws PkiError. */
export function splitSignerInfo(info: Uint8Array): SignerInfoParts {
  const all = members(sliceAt(info), 0x30);
  const unsigned = all.at(-1)?.tag === 0xa1 ? all.pop() : undefined;
  if (all.length !== (all[3]?.tag === 0xa0 ? 6 : 5)) throw new PkiError('malformed', 'not a SignerInfo');
  return { fields: octetsOf(all), unsignedAttributes: unsigned ? octetsOf(members(unsigned, 0xa1)) : [] };
}

export function joinSignerInfo({ fields, unsignedAttributes }: SignerInfoParts): Uint8Array {
  return sequence(...fields, ...(unsignedAttributes.length > 0 ? [element(0xa1, ...unsignedAttributes)] : []));
}

/** One attribute: its type, and its values (complete). */
export function splitAttribute(attribute: Uint8Array): { type: string; values: Uint8Array[] } {
  const [type, values] = members(sliceAt(attribute), 0x30);
  if (!type || !values) throw new PkiError('malformed', 'not an attribute');
  return { type: readOid(decode(type.bytes)), values: octetsOf(members(values, 0x31)) };
}

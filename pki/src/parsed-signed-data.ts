/** CMS SignedData as everybody writes it (RFC 5652, 5): BER, any signer identifier, any attributes. */
import { type DigestName, digestName } from './algorithms.ts';
import { type Certificate, readableCertificates } from './certificate.ts';
import { child, concat, decode, octets, readOid, type Tlv, toDer } from './der.ts';
import { PkiError } from './error.ts';
import { serialHex } from './serial.ts';
import { contentOctets, splitAttribute, splitContent, splitSignedData, splitSignerInfo } from './signed-data-parts.ts';

export interface CmsAttribute {
  readonly oid: string;
  /** Complete encodings, as they stand. */
  readonly values: readonly Uint8Array[];
}

/** What stands in one SignerInfo. */
export interface SignerInfo {
  readonly sid: { readonly issuer: Uint8Array; readonly serialHex: string } | { readonly subjectKeyId: Uint8Array };
  /** Undefined for a digest outside our list. */
  readonly digest: DigestName | undefined;
  readonly digestOid: string;
  readonly attributes: readonly CmsAttribute[] | undefined;
  /** The signed attributes as stored, under the universal tag 0x31; and the same in DER (RFC 5652, 5.4). */
  readonly storedAttributes: Uint8Array | undefined;
  readonly derAttributes: Uint8Array | undefined;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly CmsAttribute[];
}

export interface SignedData {
  readonly contentType: string;
  /** Undefined when detached. */
  readonly content: Uint8Array | undefined;
  /** Those that we can read. */
  readonly certificates: readonly Certificate[];
  /** RevocationInfoChoices, as they stand; `readRevocationInfo` tells them apart. */
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
}

/** Octets after the element are passed over (the padding of /Contents). Throws PkiError. */
export function parseSignedData(ber: Uint8Array): SignedData {
  const parts = splitSignedData(ber);
  const { type, content } = splitContent(parts.encapContentInfo);
  return {
    contentType: type,
    content: content && contentOctets(content),
    certificates: readableCertificates(parts.certificates),
    crls: parts.crls,
    signerInfos: parts.signerInfos.map(parseSignerInfo),
  };
}

/** One SignerInfo (complete): of a SignedData, or the value of a counter-signature. Throws PkiError. */
export function parseSignerInfo(bytes: Uint8Array): SignerInfo {
  const { fields, unsignedAttributes } = splitSignerInfo(bytes);
  const [, sid, digestAlgorithm, ...rest] = fields.map((field) => decode(field));
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [algorithm, signature] = rest;
  if (!sid || !digestAlgorithm || !algorithm || !signature) throw new PkiError('malformed', 'not a SignerInfo');
  const digestOid = readOid(child(digestAlgorithm, 0));
  return {
    sid: readSid(sid),
    digest: digestName(digestOid),
    digestOid,
    ...readSigned(signed),
    signatureAlgorithm: toDer(algorithm),
    signature: octets(signature),
    unsignedAttributes: unsignedAttributes.map(readAttribute),
  };
}

function readSigned(signed: Tlv | undefined) {
  if (!signed) return { attributes: undefined, storedAttributes: undefined, derAttributes: undefined };
  return {
    attributes: signed.children.map((one) => readAttribute(one.bytes)),
    storedAttributes: concat(Uint8Array.of(0x31), signed.bytes.subarray(1)),
    derAttributes: toDer({ ...signed, tag: 0x31 }),
  };
}

function readSid(sid: Tlv): SignerInfo['sid'] {
  if ((sid.tag & ~0x20) === 0x80) return { subjectKeyId: octets(sid) };
  return { issuer: child(sid, 0, 0x30).bytes, serialHex: serialHex(child(sid, 1)) };
}

function readAttribute(attribute: Uint8Array): CmsAttribute {
  const { type, values } = splitAttribute(attribute);
  return { oid: type, values };
}

/** CMS SignedData as everybody writes it (RFC 5652, 5): BER, any signer identifier, any attributes. */
import { type DigestName, digestName } from './algorithms.ts';
import { type Certificate, readableCertificates, serialHex } from './certificate.ts';
import { child, concat, decodePrefix, octets, readOid, type Tlv, tagged, toDer } from './der.ts';
import { PkiError } from './error.ts';
import { contentTypes } from './signed-attributes.ts';

export interface CmsAttribute {
  readonly oid: string;
  readonly values: readonly Tlv[];
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
  readonly signerInfos: readonly SignerInfo[];
}

/** Octets after the element are passed over (the padding of /Contents). Throws PkiError. */
export function parseSignedData(ber: Uint8Array): SignedData {
  const info = decodePrefix(ber);
  if (info.tag !== 0x30 || readOid(child(info, 0)) !== contentTypes.signedData)
    throw new PkiError('malformed', 'not SignedData');
  const data = child(child(info, 1, 0xa0), 0, 0x30);
  const encapsulated = child(data, 2, 0x30);
  const content = tagged(encapsulated, 0xa0);
  const infos = data.children.at(-1);
  if (infos?.tag !== 0x31) throw new PkiError('malformed', 'no signer infos');
  return {
    contentType: readOid(child(encapsulated, 0)),
    content: content && contentOctets(child(content, 0)),
    certificates: readableCertificates(tagged(data, 0xa0)?.children ?? []),
    signerInfos: infos.children.map(readSignerInfo),
  };
}

/** What is digested: the contents without tag and length; PKCS #7 had other types than OCTET STRING (RFC 5652, 5.2.1). */
function contentOctets(content: Tlv): Uint8Array {
  return content.tag === 0x04 || content.tag === 0x24 ? octets(content) : content.value;
}

function readSignerInfo(info: Tlv): SignerInfo {
  const [, sid, digestAlgorithm, ...rest] = info.children;
  if (!sid || !digestAlgorithm) throw new PkiError('malformed', 'not a SignerInfo');
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [algorithm, signature, unsigned] = rest;
  if (!algorithm || !signature) throw new PkiError('malformed', 'no signature');
  const digestOid = readOid(child(digestAlgorithm, 0));
  return {
    sid: readSid(sid),
    digest: digestName(digestOid),
    digestOid,
    ...readSigned(signed),
    signatureAlgorithm: toDer(algorithm),
    signature: octets(signature),
    unsignedAttributes: unsigned?.tag === 0xa1 ? unsigned.children.map(readAttribute) : [],
  };
}

function readSigned(signed: Tlv | undefined) {
  if (!signed) return { attributes: undefined, storedAttributes: undefined, derAttributes: undefined };
  return {
    attributes: signed.children.map(readAttribute),
    storedAttributes: concat(Uint8Array.of(0x31), signed.bytes.subarray(1)),
    derAttributes: toDer({ ...signed, tag: 0x31 }),
  };
}

function readSid(sid: Tlv): SignerInfo['sid'] {
  if ((sid.tag & ~0x20) === 0x80) return { subjectKeyId: octets(sid) };
  return { issuer: child(sid, 0, 0x30).bytes, serialHex: serialHex(child(sid, 1)) };
}

function readAttribute(attribute: Tlv): CmsAttribute {
  return { oid: readOid(child(attribute, 0)), values: child(attribute, 1, 0x31).children };
}

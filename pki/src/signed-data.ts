/** CMS SignedData (RFC 5652, 5): building ours, reading everybody's. */
import {
  type DigestName,
  digestAlgorithm,
  digestName,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
} from './algorithms.ts';
import { type Certificate, parseCertificate, serialHex } from './certificate.ts';
import {
  child,
  concat,
  decode,
  decodePrefix,
  element,
  explicit,
  integer,
  octetString,
  octets,
  oid,
  readOid,
  sequence,
  setOf,
  type Tlv,
  tagged,
} from './der.ts';
import { PkiError } from './error.ts';
import { signedAttributes } from './signed-attributes.ts';

const idSignedData = '1.2.840.113549.1.7.2';
const idData = '1.2.840.113549.1.7.1';

export interface SignedDataContent {
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  readonly digest: DigestName;
  readonly scheme: SignatureScheme;
  /** As `signedAttributes` made them, tag 0x31. */
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
  /** Present: attached. Absent: detached. */
  readonly content?: Uint8Array;
}

/** A DER ContentInfo with one SignerInfo of version 1. */
export function buildSignedData(content: SignedDataContent): Uint8Array {
  const [signer] = content.certificates;
  if (!signer) throw new PkiError('malformed', 'no certificate of the signer');
  const encapsulated = sequence(oid(idData), ...(content.content ? [explicit(0, octetString(content.content))] : []));
  const digests = element(0x31, digestAlgorithm(content.digest));
  const certificates = element(0xa0, ...sortedEncodings(content.certificates));
  const signerInfos = element(0x31, signerInfo(content, parseCertificate(signer)));
  return sequence(
    oid(idSignedData),
    explicit(0, sequence(integer(1), digests, encapsulated, certificates, signerInfos)),
  );
}

function sortedEncodings(elements: readonly Uint8Array[]): Uint8Array[] {
  return decode(setOf(...elements)).children.map((one) => one.bytes);
}

function signerInfo(content: SignedDataContent, signer: Certificate): Uint8Array {
  const serial = integer(new Uint8Array(Buffer.from(signer.serialHex, 'hex')));
  // The attributes are signed as SET OF and stored under [0] (RFC 5652, 5.4).
  const attributes = concat(Uint8Array.of(0xa0), content.signedAttributes.subarray(1));
  const algorithm = schemeToAlgorithmIdentifier(content.scheme);
  const sid = sequence(signer.issuer.der, serial);
  return sequence(
    integer(1),
    sid,
    digestAlgorithm(content.digest),
    attributes,
    algorithm,
    octetString(content.signature),
  );
}

/** An upper bound in octets for the ContentInfo that `buildSignedData` will make with this chain and scheme. */
export function estimateSignedDataSize({
  certificates,
  scheme,
}: {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
}): number {
  const [signer] = certificates;
  if (!signer) throw new PkiError('malformed', 'no certificate of the signer');
  const attributes = signedAttributes({
    messageDigest: new Uint8Array(64),
    digest: scheme.digest,
    signingCertificate: signer,
  });
  const signature = new Uint8Array(signatureSize(parseCertificate(signer)));
  return (
    buildSignedData({ certificates, digest: scheme.digest, scheme, signedAttributes: attributes, signature }).length +
    16
  );
}

function signatureSize(signer: Certificate): number {
  const key = signer.publicKey;
  if (!key) throw new PkiError('unsupported', 'kind of key');
  if (key.kind === 'rsa') return Math.ceil(key.bits / 8);
  return 2 * ({ 'P-256': 32, 'P-384': 48, 'P-521': 66 }[key.curve] + 3) + 6;
}

/** What stands in one SignerInfo. `storedAttributes` carries the universal tag 0x31 but the stored octets otherwise. */
export interface SignerInfo {
  readonly sid: { readonly issuer: Uint8Array; readonly serialHex: string } | { readonly subjectKeyId: Uint8Array };
  readonly digest: DigestName | undefined;
  readonly digestOid: string;
  readonly attributes: ReadonlyArray<{ readonly oid: string; readonly values: readonly Tlv[] }> | undefined;
  readonly storedAttributes: Uint8Array | undefined;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: ReadonlyArray<{ readonly oid: string; readonly values: readonly Tlv[] }>;
}

export interface SignedData {
  readonly contentType: string;
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  readonly signerInfos: readonly SignerInfo[];
}

/** Reads BER; zero octets after the element (the padding of /Contents) are passed over. Throws PkiError. */
export function parseSignedData(ber: Uint8Array): SignedData {
  const info = decodePrefix(ber);
  if (readOid(child(info, 0)) !== idSignedData) throw new PkiError('malformed', 'not SignedData');
  const data = child(child(info, 1, 0xa0), 0, 0x30);
  const encapsulated = child(data, 2, 0x30);
  const content = tagged(encapsulated, 0xa0);
  const infos = data.children.at(-1);
  if (infos?.tag !== 0x31) throw new PkiError('malformed', 'no signer infos');
  return {
    contentType: readOid(child(encapsulated, 0)),
    content: content ? octets(child(content, 0)) : undefined,
    certificates: (tagged(data, 0xa0)?.children ?? []).filter((one) => one.tag === 0x30).flatMap(readable),
    signerInfos: infos.children.map(readSignerInfo),
  };
}

/** A certificate nobody here can read must not hide the others. */
function readable(tlv: Tlv): Certificate[] {
  try {
    return [parseCertificate(tlv.bytes)];
  } catch {
    return [];
  }
}

function readSignerInfo(info: Tlv): SignerInfo {
  const [, sid, digestAlgorithmTlv, ...rest] = info.children;
  if (!sid || !digestAlgorithmTlv) throw new PkiError('malformed', 'not a SignerInfo');
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [algorithm, signature, unsigned] = rest;
  if (!algorithm || !signature) throw new PkiError('malformed', 'no signature');
  const digestOid = readOid(child(digestAlgorithmTlv, 0));
  return {
    sid: readSid(sid),
    digest: digestName(digestOid),
    digestOid,
    attributes: signed?.children.map(readAttribute),
    storedAttributes: signed && concat(Uint8Array.of(0x31), signed.bytes.subarray(1)),
    signatureAlgorithm: algorithm.bytes,
    signature: octets(signature),
    unsignedAttributes: unsigned?.tag === 0xa1 ? unsigned.children.map(readAttribute) : [],
  };
}

function readSid(sid: Tlv): SignerInfo['sid'] {
  if (sid.tag === 0x80) return { subjectKeyId: sid.value };
  return { issuer: child(sid, 0, 0x30).bytes, serialHex: serialHex(child(sid, 1)) };
}

function readAttribute(attribute: Tlv) {
  return { oid: readOid(child(attribute, 0)), values: child(attribute, 1, 0x31).children };
}

/** CMS SignedData (RFC 5652, 5): building ours. Reading everybody's is in `parsed-signed-data.ts`. */
import {
  digestAlgorithm,
  type InsecureScheme,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
  type WrittenDigest,
} from './algorithms.ts';
import { type Certificate, issuerAndSerial, parseCertificate } from './certificate.ts';
import { element, inSetOrder, integer, oid, pieces, sequence } from './der.ts';
import { PkiError } from './error.ts';
import { isMessageScheme, messageSignatureSize } from './message-scheme.ts';
import { contentTypes, signedAttributes } from './signed-attributes.ts';

export interface SignedDataContent {
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  readonly digest: WrittenDigest;
  readonly scheme: SignatureScheme | InsecureScheme;
  /** As `signedAttributes` made them, tag 0x31. */
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
  /** Present: attached. Absent: detached. */
  readonly content?: Uint8Array;
  /** id-data unless told; the signed attributes must name the same. */
  readonly contentType?: string;
  /** The certificates are left out of the result; the first still says who signed. */
  readonly withoutCertificates?: boolean;
}

/** A DER ContentInfo with one SignerInfo of version 1. Throws PkiError `malformed` when the parts do not belong together. */
export function buildSignedData(content: SignedDataContent): Uint8Array {
  const [signer] = content.certificates;
  if (!signer) throw new PkiError('malformed', 'no certificate of the signer');
  if (content.signedAttributes[0] !== 0x31) throw new PkiError('malformed', 'signed attributes are a SET OF');
  // RFC 5754 3.1 and 3.2: the digest of the signature is the digest of the content.
  if (content.scheme.digest !== content.digest) throw new PkiError('malformed', 'two digests in one signature');
  const { contentType = contentTypes.data } = content;
  const inside = content.content ? pieces(0xa0, ...pieces(0x04, content.content)) : [];
  const data = pieces(
    0x30,
    // 5.1: 3 for a content that is not id-data.
    integer(contentType === contentTypes.data ? 1 : 3),
    element(0x31, digestAlgorithm(content.digest)),
    ...pieces(0x30, oid(contentType), ...inside),
    ...(content.withoutCertificates ? [] : pieces(0xa0, ...inSetOrder(content.certificates))),
    ...pieces(0x31, ...signerInfo(content, issuerAndSerial(signer))),
  );
  return sequence(oid(contentTypes.signedData), ...pieces(0xa0, ...data));
}

function signerInfo(content: SignedDataContent, { issuer, serial }: ReturnType<typeof issuerAndSerial>): Uint8Array[] {
  return pieces(
    0x30,
    integer(1),
    ...pieces(0x30, issuer, serial),
    digestAlgorithm(content.digest),
    // The attributes are signed as SET OF and stored under [0] (RFC 5652, 5.4).
    Uint8Array.of(0xa0),
    content.signedAttributes.subarray(1),
    schemeToAlgorithmIdentifier(content.scheme),
    ...pieces(0x04, content.signature),
  );
}

/** An upper bound in octets for the detached ContentInfo that `buildSignedData` will make with this chain and scheme. */
export function estimateSignedDataSize({
  certificates,
  scheme,
}: {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme | InsecureScheme;
}): number {
  const [signer] = certificates;
  if (!signer) throw new PkiError('malformed', 'no certificate of the signer');
  const attributes = signedAttributes({
    messageDigest: new Uint8Array(64),
    digest: scheme.digest,
    signingCertificate: signer,
    signingTime: new Date(0),
  });
  const signature = new Uint8Array(signatureSize(parseCertificate(signer)));
  // 16: GeneralizedTime is two octets longer than UTCTime, and lengths above it may take one more octet each.
  const parts = { certificates, digest: scheme.digest, scheme, signedAttributes: attributes, signature };
  return buildSignedData(parts).length + 16;
}

function signatureSize(signer: Certificate): number {
  const key = signer.publicKey;
  if (!key) throw new PkiError('unsupported', 'kind of key');
  if (isMessageScheme(key)) return messageSignatureSize(key.kind);
  if (key.kind === 'rsa') return Math.ceil(key.bits / 8);
  return 2 * ({ 'P-256': 32, 'P-384': 48, 'P-521': 66 }[key.curve] + 3) + 6;
}

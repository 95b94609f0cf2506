/** Whether a CMS signature holds over a content: the checks of RFC 5652, 5.4 and 5.6 and of RFC 5035, in that order. */
import { createHash } from 'node:crypto';
import {
  algorithmIdentifierToScheme,
  type DigestName,
  digestName,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
} from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { child, decode, octets, readOid, readTime, sameBytes, type Tlv, tagged, toDer } from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import type { SignedData, SignerInfo } from './parsed-signed-data.ts';
import { serialHex } from './serial.ts';
import { attributeOids } from './signed-attributes.ts';
import { verifySignature } from './verify-signature.ts';

/** Why a signature does not hold. */
export type SignedDataFailure =
  | 'no-signer-certificate'
  | 'unsupported-algorithm'
  | 'attributes'
  | 'digest-mismatch'
  | 'certificate-reference'
  | 'signature-mismatch';

/** What was found, and whether it holds. It says nothing about who the signer is: that is `buildPath`'s question. */
export interface SignedDataVerdict {
  readonly ok: boolean;
  readonly reason?: SignedDataFailure;
  readonly signer?: Certificate;
  readonly digest?: DigestName;
  readonly scheme?: SignatureScheme;
  /** As the signer claims it. */
  readonly signingTime?: Date;
  /** How the signed attributes name the signer's certificate. AdES requires it (EN 319 122-1, 5.2.2); plain CMS does not. */
  readonly certificateReference?: 'v1' | 'v2' | 'none';
  readonly certificates: readonly Certificate[];
}

type Found = {
  -readonly [member in keyof Omit<SignedDataVerdict, 'ok' | 'reason' | 'certificates'>]: SignedDataVerdict[member];
};

class Failure extends Error {
  readonly reason: SignedDataFailure;
  constructor(reason: SignedDataFailure) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Judges the signer at `index`. `contentDigest` gives the digest of the signed content with the algorithm asked for; what it
 * throws passes through, bad signatures do not throw.
 */
export function verifySignedData(
  data: SignedData,
  contentDigest: (digest: DigestName) => Uint8Array,
  index = 0,
): SignedDataVerdict {
  return verify(data.signerInfos[index], { ...data, contentDigest });
}

/** Judges a counter-signature, which is over the signature value of another (RFC 5652, 11.4). */
export function verifyCounterSignature(
  info: SignerInfo,
  countersigned: Uint8Array,
  certificates: readonly Certificate[],
): SignedDataVerdict {
  const contentDigest = (digest: DigestName) => digestOf(digest, countersigned);
  return verify(info, { contentType: undefined, certificates, contentDigest });
}

interface Signed {
  /** Undefined: a counter-signature, which names none. */
  readonly contentType: string | undefined;
  readonly certificates: readonly Certificate[];
  readonly contentDigest: (digest: DigestName) => Uint8Array;
}

function verify(info: SignerInfo | undefined, signed: Signed): SignedDataVerdict {
  const { certificates } = signed;
  const found: Found = {};
  try {
    check(info ?? fail('no-signer-certificate'), signed, found);
    return { ok: true, ...found, certificates };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, reason: error.reason, ...found, certificates };
    throw error;
  }
}

function check(info: SignerInfo, { contentType, certificates, contentDigest }: Signed, found: Found): void {
  const signer = signerCertificate(info, certificates);
  const digest = info.digest ?? fail('unsupported-algorithm');
  const scheme = schemeOf(info, digest, signer);
  Object.assign(found, { signer, digest, scheme });
  checkAlgorithms(info, digest, scheme);
  readClaims(info, found);
  checkContentType(info, contentType);
  checkMessageDigest(info, contentDigest(digest));
  checkCertificateReference(info, signer);
  checkSignature(info, signer, scheme);
}

function fail(reason: SignedDataFailure): never {
  throw new Failure(reason);
}

/** What cannot be read in an attribute is a fault of the signature, not of the caller. */
function reading<T>(reason: SignedDataFailure, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return fail(reason);
    throw error;
  }
}

/** By the signer identifier; among several that fit, the one that the signed attributes name. */
function signerCertificate(info: SignerInfo, certificates: readonly Certificate[]): Certificate {
  const { sid } = info;
  const fitting = certificates.filter((one) =>
    'subjectKeyId' in sid
      ? one.subjectKeyId !== undefined && sameBytes(one.subjectKeyId, sid.subjectKeyId)
      : one.serialHex === sid.serialHex && sameBytes(one.issuer.der, sid.issuer),
  );
  const named = fitting.find((one) => reading('certificate-reference', () => isReferenced(info, one)));
  return named ?? fitting[0] ?? fail('no-signer-certificate');
}

function schemeOf(info: SignerInfo, digest: DigestName, signer: Certificate): SignatureScheme {
  if (!signer.publicKey) fail('unsupported-algorithm');
  return reading('unsupported-algorithm', () => algorithmIdentifierToScheme(info.signatureAlgorithm, digest));
}

/** One digest for content and signature (RFC 5754, 3), and the algorithms the signer protected (RFC 6211), if he did. */
function checkAlgorithms(info: SignerInfo, digest: DigestName, scheme: SignatureScheme): void {
  if (scheme.digest !== digest) fail('unsupported-algorithm');
  const protection = single(info, attributeOids.algorithmProtection);
  const same = !protection || reading('attributes', () => protects(protection, info.digestOid, scheme));
  if (!same) fail('attributes');
}

/** Compared by meaning: absent and NULL parameters are one. */
function protects(protection: Tlv, digestOid: string, scheme: SignatureScheme): boolean {
  const signature = tagged(protection, 0xa1);
  if (!signature || readOid(child(child(protection, 0), 0)) !== digestOid) return false;
  const named = algorithmIdentifierToScheme(toDer({ ...signature, tag: 0x30 }), scheme.digest);
  return sameBytes(schemeToAlgorithmIdentifier(named), schemeToAlgorithmIdentifier(scheme));
}

function single(info: SignerInfo, type: string): Tlv | undefined {
  const all = (info.attributes ?? []).filter((one) => one.oid === type);
  if (all.length > 1 || (all[0] && all[0].values.length !== 1)) fail('attributes');
  const value = all[0]?.values[0];
  return value && reading('attributes', () => decode(value));
}

function readClaims(info: SignerInfo, found: Found): void {
  const time = single(info, attributeOids.signingTime);
  if (time) found.signingTime = reading('attributes', () => readTime(time));
  const v2 = single(info, attributeOids.signingCertificateV2);
  found.certificateReference = v2 ? 'v2' : single(info, attributeOids.signingCertificate) ? 'v1' : 'none';
}

function checkContentType(info: SignerInfo, contentType: string | undefined): void {
  const type = single(info, attributeOids.contentType);
  if ((type && reading('attributes', () => readOid(type))) !== contentType) fail('attributes');
}

function checkMessageDigest(info: SignerInfo, digest: Uint8Array): void {
  const stated = single(info, attributeOids.messageDigest) ?? fail('attributes');
  if (
    !sameBytes(
      reading('attributes', () => octets(stated)),
      digest,
    )
  )
    fail('digest-mismatch');
}

function checkCertificateReference(info: SignerInfo, signer: Certificate): void {
  const holds = reading('certificate-reference', () => isReferenced(info, signer));
  if (!holds) fail('certificate-reference');
}

/** The first reference must be the signer's certificate (RFC 5035, 5.4.1); version 1 (SHA-1) is read for old signatures. */
function isReferenced(info: SignerInfo, signer: Certificate): boolean {
  const v2 = single(info, attributeOids.signingCertificateV2);
  const v1 = single(info, attributeOids.signingCertificate);
  const first = (value: Tlv) => child(child(value, 0), 0, 0x30);
  return (!v2 || matchesV2(first(v2), signer)) && (!v1 || matches(first(v1), signer, sha1(signer.der)));
}

function matchesV2(reference: Tlv, signer: Certificate): boolean {
  const [first] = reference.children;
  if (first?.tag !== 0x30) return matches(reference, signer, digestOf('sha256', signer.der));
  const named = digestName(readOid(child(first, 0)));
  const rest = { ...reference, children: reference.children.slice(1) };
  return named !== undefined && matches(rest, signer, digestOf(named, signer.der));
}

/** certHash, then issuerSerial if it is there; the issuer in it is a hint, the hash decides. */
function matches(reference: Tlv, signer: Certificate, hash: Uint8Array): boolean {
  const issuerSerial = reference.children[1];
  const serial = issuerSerial && serialHex(child(issuerSerial, 1));
  return sameBytes(octets(child(reference, 0)), hash) && (serial === undefined || serial === signer.serialHex);
}

/** Over the stored octets; real signatures exist that were made over the DER instead (RFC 5652, 5.4). */
function checkSignature(info: SignerInfo, signer: Certificate, scheme: SignatureScheme): void {
  const candidates = [info.storedAttributes, info.derAttributes].filter((one) => one !== undefined);
  if (!candidates.some((message) => verifySignature(signer.spki, scheme, message, info.signature)))
    fail('signature-mismatch');
}

function sha1(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha1').update(bytes).digest());
}

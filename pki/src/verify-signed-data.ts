/** Whether a CMS signature holds over a content: the checks of RFC 5652, 5.4 and 5.6 and EN 319 122-1, 5.2.2, in that order. */
import { createHash } from 'node:crypto';
import {
  algorithmIdentifierToScheme,
  type DigestName,
  digestName,
  digestOf,
  type SignatureScheme,
  verifySignature,
} from './algorithms.ts';
import { type Certificate, serialHex } from './certificate.ts';
import { child, decode, octets, readOid, readTime, sameBytes, setOf, type Tlv } from './der.ts';
import { PkiError } from './error.ts';
import { attributeOids } from './signed-attributes.ts';
import type { SignedData, SignerInfo } from './signed-data.ts';

/** Why a signature does not hold. */
export type SignedDataFailure =
  | 'no-signer-certificate'
  | 'unsupported-algorithm'
  | 'attributes'
  | 'digest-mismatch'
  | 'certificate-reference'
  | 'signature-mismatch';

export interface SignedDataVerdict {
  readonly ok: boolean;
  readonly reason?: SignedDataFailure;
  readonly signer?: Certificate;
  readonly digest?: DigestName;
  readonly scheme?: SignatureScheme;
  readonly signingTime?: Date;
  readonly certificates: readonly Certificate[];
}

class Failure extends Error {
  readonly reason: SignedDataFailure;
  constructor(reason: SignedDataFailure) {
    super(reason);
    this.reason = reason;
  }
}

/** Judges the first signer. `contentDigest` gives the digest of the signed content with the algorithm asked for. */
export function verifySignedData(
  data: SignedData,
  contentDigest: (digest: DigestName) => Uint8Array,
): SignedDataVerdict {
  const { certificates } = data;
  const found: { signer?: Certificate; digest?: DigestName; scheme?: SignatureScheme; signingTime?: Date } = {};
  try {
    const info = firstSigner(data);
    found.signer = signerCertificate(info, certificates);
    found.digest = info.digest ?? fail('unsupported-algorithm');
    found.scheme = schemeOf(info, found.digest);
    const signingTime = claimedTime(info);
    if (signingTime) found.signingTime = signingTime;
    checkAttributes(info, data.contentType, contentDigest(found.digest));
    checkCertificateReference(info, found.signer);
    checkSignature(info, found.signer, found.scheme);
    return { ok: true, ...found, certificates };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, reason: error.reason, ...found, certificates };
    if (error instanceof PkiError) return { ok: false, reason: 'attributes', ...found, certificates };
    throw error;
  }
}

function fail(reason: SignedDataFailure): never {
  throw new Failure(reason);
}

function firstSigner(data: SignedData): SignerInfo {
  return data.signerInfos[0] ?? fail('attributes');
}

function signerCertificate({ sid }: SignerInfo, certificates: readonly Certificate[]): Certificate {
  const matches = (one: Certificate) =>
    'subjectKeyId' in sid
      ? one.subjectKeyId !== undefined && sameBytes(one.subjectKeyId, sid.subjectKeyId)
      : one.serialHex === sid.serialHex && sameBytes(one.issuer.der, sid.issuer);
  return certificates.find(matches) ?? fail('no-signer-certificate');
}

function schemeOf(info: SignerInfo, digest: DigestName): SignatureScheme {
  try {
    return algorithmIdentifierToScheme(info.signatureAlgorithm, digest);
  } catch {
    return fail('unsupported-algorithm');
  }
}

function single(info: SignerInfo, type: string): Tlv | undefined {
  const all = (info.attributes ?? []).filter((one) => one.oid === type);
  if (all.length > 1 || (all[0] && all[0].values.length !== 1)) fail('attributes');
  return all[0]?.values[0];
}

function claimedTime(info: SignerInfo): Date | undefined {
  const value = single(info, attributeOids.signingTime);
  return value && readTime(value);
}

function checkAttributes(info: SignerInfo, contentType: string, digest: Uint8Array): void {
  const type = single(info, attributeOids.contentType);
  const messageDigest = single(info, attributeOids.messageDigest);
  if (!type || !messageDigest || readOid(type) !== contentType) fail('attributes');
  else if (!sameBytes(octets(messageDigest), digest)) fail('digest-mismatch');
}

/** The first reference must be the signer's certificate; version 1 (SHA-1) is read for old signatures. */
function checkCertificateReference(info: SignerInfo, signer: Certificate): void {
  const v2 = single(info, attributeOids.signingCertificateV2);
  const v1 = single(info, attributeOids.signingCertificate);
  if (v2 && !matchesV2(child(child(v2, 0), 0), signer)) fail('certificate-reference');
  if (v1 && !sameBytes(octets(child(child(child(v1, 0), 0), 0)), sha1(signer.der))) fail('certificate-reference');
}

function matchesV2(reference: Tlv, signer: Certificate): boolean {
  const [first, ...others] = reference.children;
  const named = first?.tag === 0x30 ? digestName(readOid(child(first, 0))) : 'sha256';
  const hash = first?.tag === 0x30 ? others.shift() : first;
  if (!named || !hash || !sameBytes(octets(hash), digestOf(named, signer.der))) return false;
  const [issuerSerial] = others;
  return !issuerSerial || serialHex(child(issuerSerial, 1)) === signer.serialHex;
}

/** Over the stored octets; real signatures exist that were made over the DER order instead. */
function checkSignature(info: SignerInfo, signer: Certificate, scheme: SignatureScheme): void {
  const stored = info.storedAttributes ?? fail('attributes');
  const ordered = () => setOf(...decode(stored).children.map((one) => one.bytes));
  const holds = (message: Uint8Array) => verifySignature(signer.spki, scheme, message, info.signature);
  if (!holds(stored) && !holds(ordered())) fail('signature-mismatch');
}

function sha1(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha1').update(bytes).digest());
}

/** Digests and signature methods by their URIs (XML-DSig 1.1, 6; RFC 6931, 2; RFC 9231). */
import { createPublicKey, verify } from 'node:crypto';
import { type DigestName, der, digestLength, type SignatureScheme, verifySignature } from '@chancery/pki';

/** `sha1` is for signatures of others, and only where a caller says so. */
export type XmlDigest = DigestName | 'sha1';

export type XmlSignatureMethod = SignatureScheme | { readonly kind: 'rsa-pkcs1' | 'ecdsa'; readonly digest: 'sha1' };

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const newer = 'http://www.w3.org/2007/05/xmldsig-more#';
const encryption = 'http://www.w3.org/2001/04/xmlenc#';
const newest = 'http://www.w3.org/2021/04/xmldsig-more#';
const first = 'http://www.w3.org/2000/09/xmldsig#';

const digests: Readonly<Record<XmlDigest, string>> = {
  sha1: `${first}sha1`,
  sha256: `${encryption}sha256`,
  sha384: `${more}sha384`,
  sha512: `${encryption}sha512`,
};
const strong = ['sha256', 'sha384', 'sha512'] as const;

const methods: ReadonlyMap<string, XmlSignatureMethod> = new Map<string, XmlSignatureMethod>([
  // RFC 9231, 2.3.12: over the octets of ds:SignedInfo. ML-DSA has no name yet.
  [`${newest}eddsa-ed25519`, { kind: 'ed25519', digest: 'sha512' }],
  [`${first}rsa-sha1`, { kind: 'rsa-pkcs1', digest: 'sha1' }],
  [`${more}ecdsa-sha1`, { kind: 'ecdsa', digest: 'sha1' }],
  ...strong.flatMap((digest): [string, XmlSignatureMethod][] => [
    [`${more}rsa-${digest}`, { kind: 'rsa-pkcs1', digest }],
    [`${more}ecdsa-${digest}`, { kind: 'ecdsa', digest }],
    // RFC 6931, 2.3.10: the salt is as long as the digest.
    [`${newer}${digest}-rsa-MGF1`, { kind: 'rsa-pss', digest, saltLength: digestLength(digest) }],
  ]),
]);

export function digestUri(digest: XmlDigest): string {
  return digests[digest];
}

/** Undefined for those that are not taken. */
export function digestByUri(uri: string, withLegacy: boolean): XmlDigest | undefined {
  const found = (Object.keys(digests) as XmlDigest[]).find((digest) => digests[digest] === uri);
  return found === 'sha1' && !withLegacy ? undefined : found;
}

/** Undefined for a scheme that XML has no name for: a salt of another length than the digest. */
export function signatureMethodUri(scheme: XmlSignatureMethod): string | undefined {
  const wanted = JSON.stringify(Object.entries(scheme).sort());
  return [...methods].find(([, one]) => JSON.stringify(Object.entries(one).sort()) === wanted)?.[0];
}

export function signatureMethodByUri(uri: string, withLegacy: boolean): XmlSignatureMethod | undefined {
  const found = methods.get(uri);
  return found?.digest === 'sha1' && !withLegacy ? undefined : found;
}

/** Whether `value`, as XML carries it, is a signature over `message`. Never throws on bad values. */
export function verifyValue(
  spki: Uint8Array,
  method: XmlSignatureMethod,
  message: Uint8Array,
  value: Uint8Array,
): boolean {
  const signature = method.kind === 'ecdsa' ? fromPair(spki, value) : value;
  if (signature === undefined) return false;
  if (method.digest === 'sha1') return verifyLegacy(spki, message, signature);
  return verifySignature(spki, method as SignatureScheme, message, signature);
}

function verifyLegacy(spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha1', message, createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

const fieldLengths: Readonly<Record<string, number>> = { prime256v1: 32, secp384r1: 48, secp521r1: 66 };

/** XML-DSig 1.1, 6.4.3: r and s, each as long as the field, one behind the other; CMS has them in DER. */
function fromPair(spki: Uint8Array, value: Uint8Array): Uint8Array | undefined {
  const length = fieldLength(spki);
  if (length === undefined || value.length !== 2 * length) return undefined;
  return der.sequence(der.integer(unsigned(value.subarray(0, length))), der.integer(unsigned(value.subarray(length))));
}

/** A signature value of CMS as XML carries it; undefined when it is none of this key. */
export function signatureValue(
  spki: Uint8Array,
  { kind }: SignatureScheme,
  signature: Uint8Array,
): Uint8Array | undefined {
  return kind === 'ecdsa' ? toPair(spki, signature) : signature;
}

function toPair(spki: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  const length = fieldLength(spki);
  if (length === undefined) return undefined;
  const numbers = readNumbers(signature);
  if (numbers?.length !== 2 || numbers.some((one) => one < 0n || one >= 1n << BigInt(8 * length))) return undefined;
  return Buffer.from(numbers.map((one) => one.toString(16).padStart(2 * length, '0')).join(''), 'hex');
}

function readNumbers(signature: Uint8Array): bigint[] | undefined {
  try {
    return der.decode(signature, 0x30).children.map((one) => der.readInteger(one));
  } catch {
    return undefined;
  }
}

function fieldLength(spki: Uint8Array): number | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return fieldLengths[key.asymmetricKeyDetails?.namedCurve ?? ''];
  } catch {
    return undefined;
  }
}

function unsigned(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`);
}

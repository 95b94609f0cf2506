/** Keys and certificates for tests, made anew each time with a fixed clock. */
import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { SignatureScheme } from '../algorithms.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { bitString, child, decode, explicit, sequence } from '../der.ts';
import { type CertificateProfile, issueCertificate } from '../issuance.ts';
import { isMessageScheme, messageScheme } from '../message-scheme.ts';
import { encodeName } from '../name.ts';

export interface Key {
  readonly spki: Uint8Array;
  readonly privateKey: KeyObject;
  readonly scheme: SignatureScheme;
}

export interface Holder {
  readonly key: Key;
  readonly certificate: Certificate;
}

/** The moment at which tests judge. */
export const at = new Date('2026-06-01T12:00:00Z');

const p256: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };

/** `size`: bits for RSA, the curve for ECDSA. */
export function newKey(scheme: SignatureScheme = p256, size: number | string = 'P-256'): Key {
  const pair = newPair(scheme, size);
  const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  return { spki, privateKey: pair.privateKey, scheme };
}

function newPair(scheme: SignatureScheme, size: number | string) {
  if (isMessageScheme(scheme)) return generateKeyPairSync(scheme.kind as 'ed25519');
  if (typeof size === 'number') return generateKeyPairSync('rsa', { modulusLength: size });
  return generateKeyPairSync('ec', { namedCurve: size });
}

export function signWith({ privateKey, scheme }: Key, message: Uint8Array): Uint8Array {
  if (isMessageScheme(scheme)) return new Uint8Array(sign(null, message, privateKey));
  if (scheme.kind !== 'rsa-pss') return new Uint8Array(sign(scheme.digest, message, privateKey));
  const { digest, saltLength } = scheme;
  return new Uint8Array(
    sign(digest, message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  );
}

export interface Wanted {
  readonly key?: Key;
  readonly profile?: CertificateProfile;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly serial?: Uint8Array;
}

export function sampleRoot(commonName: string, wanted: Wanted = {}): Promise<Holder> {
  const key = wanted.key ?? newKey();
  return certify(commonName, { ...wanted, key, profile: { kind: 'root' } }, key, nameOf(commonName));
}

/** A signer's certificate unless another profile is wanted. */
export function below(issuer: Holder, commonName: string, wanted: Wanted = {}): Promise<Holder> {
  return certify(commonName, { key: newKey(), ...wanted }, issuer.key, issuer.certificate.subject.der);
}

export function nameOf(commonName: string): Uint8Array {
  return encodeName({ country: 'ES', commonName });
}

async function certify(
  commonName: string,
  wanted: Wanted & { key: Key },
  issuerKey: Key,
  issuer: Uint8Array,
): Promise<Holder> {
  const { key } = wanted;
  const content = {
    serial: wanted.serial ?? Uint8Array.of(0x42, ...randomBytes(11)),
    issuer,
    subject: nameOf(commonName),
    spki: key.spki,
    notBefore: wanted.notBefore ?? new Date('2026-01-01T00:00:00Z'),
    notAfter: wanted.notAfter ?? new Date('2056-01-01T00:00:00Z'),
    profile: wanted.profile ?? { kind: 'signer' as const },
    issuerSpki: issuerKey.spki,
  };
  const der = await issueCertificate(content, issuerKey.scheme, (tbs) => signWith(issuerKey, tbs));
  return { key, certificate: parseCertificate(der) };
}

/** The same certificate with other extensions, signed again. */
export function resigned(one: Holder, issuer: Holder, ...extensions: readonly Uint8Array[]): Holder {
  const whole = decode(one.certificate.der);
  const fields = child(whole, 0).children.map((field) => field.bytes);
  const tbs = sequence(
    ...fields.slice(0, -1),
    ...(extensions.length > 0 ? [explicit(3, sequence(...extensions))] : []),
  );
  const der = sequence(tbs, child(whole, 1).bytes, bitString(signWith(issuer.key, tbs)));
  return { ...one, certificate: parseCertificate(der) };
}

/** What signs the message itself. */
export const messageSchemes = (['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const).map(messageScheme);

/** What we sign with, one of each. */
export const schemes: ReadonlyArray<readonly [string, SignatureScheme, number | string]> = [
  ['RSA-2048 PKCS#1 SHA-256', { kind: 'rsa-pkcs1', digest: 'sha256' }, 2048],
  ['RSA-3072 PKCS#1 SHA-512', { kind: 'rsa-pkcs1', digest: 'sha512' }, 3072],
  ['RSA-2048 PSS SHA-256, salt 222', { kind: 'rsa-pss', digest: 'sha256', saltLength: 222 }, 2048],
  ['RSA-2048 PSS SHA-384, salt 48', { kind: 'rsa-pss', digest: 'sha384', saltLength: 48 }, 2048],
  ['ECDSA P-256 SHA-256', { kind: 'ecdsa', digest: 'sha256' }, 'P-256'],
  ['ECDSA P-384 SHA-384', { kind: 'ecdsa', digest: 'sha384' }, 'P-384'],
  ['ECDSA P-521 SHA-512', { kind: 'ecdsa', digest: 'sha512' }, 'P-521'],
];

/** The public keys that sign a protocol: an officer's, from a certificate or a key in a file, and the module's. */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CryptoModuleError } from '../crypto-module-error.ts';

/** JWS algorithms (RFC 7518, 3.1) by what cards can do. */
export type ProtocolAlgorithm = 'ES256' | 'ES384' | 'RS256';

export interface OfficerKey {
  readonly alg: ProtocolAlgorithm;
  /** Its thumbprint (RFC 7638): the name of the key wherever it is compared. */
  readonly kid: string;
  /** Public members only. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly key: KeyObject;
}

/**
 * The key of a certificate or of a public key in PEM.
 * @throws CryptoModuleError `input` for anything else, `algorithm` unless it is P-256, P-384 or RSA of 2048 bits and more
 */
export function readOfficerKey(pem: string): OfficerKey {
  return officerKey(publicKeyOf(pem));
}

/** @throws CryptoModuleError as above */
export function keyOfJwk(jwk: Readonly<Record<string, string>>): OfficerKey {
  try {
    return officerKey(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
  } catch (cause) {
    throw cause instanceof CryptoModuleError ? cause : new CryptoModuleError('input', 'not a public key', { cause });
  }
}

/** The key of an uncompressed point of P-256 in hex. @throws CryptoModuleError `input` */
export function keyOfPoint(point: string): OfficerKey {
  const octets = Buffer.from(point, 'hex');
  const [x, y] = [octets.subarray(1, 33).toString('base64url'), octets.subarray(33).toString('base64url')];
  return keyOfJwk({ kty: 'EC', crv: 'P-256', x, y });
}

function publicKeyOf(pem: string): KeyObject {
  try {
    if (pem.includes('BEGIN CERTIFICATE')) return new X509Certificate(pem).publicKey;
    if (pem.includes('BEGIN PUBLIC KEY')) return createPublicKey(pem);
  } catch (cause) {
    throw new CryptoModuleError('input', 'the certificate or public key of an officer cannot be read', { cause });
  }
  throw new CryptoModuleError('input', 'an officer is known by a certificate or a public key, in PEM');
}

function officerKey(key: KeyObject): OfficerKey {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const jwk = members(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y });
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url');
  return { alg: algorithmOf(key, crv), kid, jwk, key };
}

function algorithmOf(key: KeyObject, curve: string | undefined): ProtocolAlgorithm {
  if (curve === 'P-256') return 'ES256';
  if (curve === 'P-384') return 'ES384';
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return 'RS256';
  throw new CryptoModuleError('algorithm', 'officers sign with P-256, P-384 or RSA of 2048 bits and more');
}

function members(jwk: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(jwk).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

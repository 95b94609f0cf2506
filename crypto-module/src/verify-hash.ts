import type { KeyObject } from 'node:crypto';
import { constants, createPublicKey, publicEncrypt, timingSafeEqual } from 'node:crypto';
import type { DigestScheme, LegacyScheme } from '@chancery/pki';
import { requireDigest } from './digest-info.ts';
import { encodePkcs1, verifyPss } from './emsa.ts';
import { verifyEcHash } from './verify-ec-hash.ts';

/**
 * Whether this is a signature by this public key over a bare digest: the check before a value leaves (never over a message,
 * that is `verifySignature` of pki). RSA values have the length of the modulus, ECDSA values are DER (RFC 3279, 2.2.3).
 * @throws CryptoModuleError `input` when the digest's length is not the scheme's
 */
export function verifyHash(
  spki: Uint8Array,
  scheme: DigestScheme | LegacyScheme,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  requireDigest(scheme.digest, digest);
  if (scheme.kind === 'ecdsa') return verifyEcHash(spki, digest, signature);
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'rsa' && verifyRsa(key, scheme, digest, signature);
}

type RsaScheme = Exclude<DigestScheme, { kind: 'ecdsa' }> | LegacyScheme;

function verifyRsa(key: KeyObject, scheme: RsaScheme, digest: Uint8Array, signature: Uint8Array): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const encoded = recover(key, signature, bits);
  if (encoded === undefined) return false;
  if (scheme.kind === 'rsa-pkcs1') return timingSafeEqual(encoded, encodePkcs1(scheme.digest, digest, encoded.length));
  const length = Math.ceil((bits - 1) / 8);
  return verifyPss(scheme.digest, digest, encoded.subarray(encoded.length - length), scheme.saltLength, bits - 1);
}

/** The encoded message; undefined when the value is no representative of this modulus (RFC 8017, 5.2.2) */
function recover(key: KeyObject, signature: Uint8Array, bits: number): Uint8Array | undefined {
  if (signature.length !== Math.ceil(bits / 8)) return undefined;
  try {
    return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    return undefined;
  }
}

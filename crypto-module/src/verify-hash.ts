import type { KeyObject } from 'node:crypto';
import { constants, createPublicKey, publicEncrypt, timingSafeEqual } from 'node:crypto';
import type { DigestScheme, InsecureScheme } from '@chancery/pki';
import { p256, p384 } from '@noble/curves/nist.js';
import { requireDigest } from './digest-info.ts';
import { encodePkcs1, verifyPss } from './emsa.ts';

/**
 * Whether this is a signature by this public key over a bare digest: the check before a value leaves (never over a message,
 * that is `verifySignature` of pki). RSA values have the length of the modulus, ECDSA values are DER (RFC 3279, 2.2.3).
 * @throws CryptoModuleError `input` when the digest's length is not the scheme's
 */
export function verifyHash(
  spki: Uint8Array,
  scheme: DigestScheme | InsecureScheme,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  requireDigest(scheme.digest, digest);
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== (scheme.kind === 'ecdsa' ? 'ec' : 'rsa')) return false;
  return scheme.kind === 'ecdsa' ? verifyEc(key, digest, signature) : verifyRsa(key, scheme, digest, signature);
}

type RsaScheme = Exclude<DigestScheme, { kind: 'ecdsa' }> | InsecureScheme;

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

function verifyEc(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const curve = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? p384 : p256;
  const { x, y } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x ?? '', 'base64url'), Buffer.from(y ?? '', 'base64url')]);
  try {
    return curve.verify(signature, digest, point, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false;
  }
}

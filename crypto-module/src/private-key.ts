import type { KeyObject } from 'node:crypto';
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { DigestScheme, LegacyScheme } from '@chancery/pki';
import { isMessageScheme } from '@chancery/pki';
import { p256, p384 } from '@noble/curves/nist.js';
import { digestInfo, requireDigest } from './digest-info.ts';
import { encodePss } from './emsa.ts';
import type { EcAlgorithm, KeyAlgorithm } from './key-algorithm.ts';
import { requireFit } from './key-algorithm.ts';
import type { OpenKey } from './token.ts';

/** Runs `use` on the key and overwrites the PKCS#8 bytes whatever happens. */
export async function withKey<T>(
  pkcs8: Buffer,
  algorithm: KeyAlgorithm,
  use: (key: OpenKey) => T | Promise<T>,
): Promise<T> {
  const scalar = algorithm.kind === 'ec' ? ecScalar(pkcs8, algorithm) : undefined;
  try {
    return await use(openKey(pkcs8, algorithm, scalar));
  } finally {
    scalar?.fill(0);
    pkcs8.fill(0);
  }
}

function openKey(pkcs8: Buffer, algorithm: KeyAlgorithm, scalar: Uint8Array | undefined): OpenKey {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const signDigest: OpenKey['sign'] = (scheme, digest) => {
    requireFit(algorithm, scheme);
    requireDigest(scheme.digest, digest);
    if (scheme.kind === 'ecdsa') return signEc(algorithm as EcAlgorithm, scalar!, digest);
    return signRsa(key, scheme, digest);
  };
  return {
    spki: () => createPublicKey(key).export({ type: 'spki', format: 'der' }),
    sign: signDigest,
    signMessage: (scheme, message) => {
      if (!isMessageScheme(scheme)) return signDigest(scheme, createHash(scheme.digest).update(message).digest());
      requireFit(algorithm, scheme);
      // RFC 8032, 5.1.6; FIPS 204, algorithm 2 with an empty context: the message as it is.
      return sign(null, message, key);
    },
  };
}

type RsaScheme = Exclude<DigestScheme, { kind: 'ecdsa' }> | LegacyScheme;

/** The padding is always built here: whoever could hand in a padded block could decrypt, or sign anything. */
function signRsa(key: KeyObject, scheme: RsaScheme, digest: Uint8Array): Uint8Array {
  if (scheme.kind === 'rsa-pkcs1') {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(scheme.digest, digest));
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const encoded = encodePss(scheme.digest, digest, scheme.saltLength, bits - 1);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

/** DER (RFC 3279, 2.2.3); deterministic nonce with added randomness (RFC 6979, 3.6), s left as it falls. */
function signEc(algorithm: EcAlgorithm, scalar: Uint8Array, digest: Uint8Array): Uint8Array {
  const curve = algorithm.curve === 'P-256' ? p256 : p384;
  return curve.sign(digest, scalar, { prehash: false, lowS: false, format: 'der', extraEntropy: true });
}

/** ECPrivateKey (RFC 5915): version 1, then the scalar at its full length. */
function ecScalar(pkcs8: Buffer, algorithm: EcAlgorithm): Buffer {
  const size = algorithm.curve === 'P-256' ? 32 : 48;
  const marker = Buffer.from([2, 1, 1, 4, size]);
  const at = pkcs8.indexOf(marker);
  return at < 0 ? Buffer.alloc(size) : Buffer.from(pkcs8.subarray(at + marker.length, at + marker.length + size));
}

const generate = promisify(generateKeyPair);

/** A fresh pair; RSA exponents are 65537 (FIPS 186-5, A.1.1). */
export async function generateKey(algorithm: KeyAlgorithm): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  if (algorithm.kind === 'ec') return await generate('ec', { namedCurve: algorithm.curve });
  if (algorithm.kind !== 'rsa') return await generate(algorithm.kind as 'ed25519', {});
  return await generate('rsa', { modulusLength: algorithm.bits, publicExponent: 65537 });
}

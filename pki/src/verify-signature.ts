import { constants, type KeyObject, verify } from 'node:crypto';
import type { InsecureScheme, SignatureScheme } from './algorithms.ts';
import { openPublicKey } from './known-keys.ts';
import { isMessageScheme } from './message-scheme.ts';

/** Whether `signature` is one over `message`. ECDSA values are DER, as CMS and X.509 carry them. Never throws on bad values. */
export function verifySignature(
  spki: Uint8Array,
  scheme: SignatureScheme | InsecureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const key = openPublicKey(spki);
    const digest = isMessageScheme(scheme) ? null : scheme.digest;
    return fits(key, scheme) && verify(digest, message, verificationKey(key, scheme), signature);
  } catch {
    return false;
  }
}

const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

function fits(key: KeyObject, scheme: SignatureScheme | InsecureScheme): boolean {
  const type: string | undefined = key.asymmetricKeyType;
  if (isMessageScheme(scheme)) return type === scheme.kind;
  if (scheme.kind === 'ecdsa') return type === 'ec' && curves.includes(key.asymmetricKeyDetails?.namedCurve ?? '');
  // A key of type id-RSASSA-PSS does nothing else (RFC 4055 1.2).
  return type === 'rsa' || (type === 'rsa-pss' && scheme.kind === 'rsa-pss');
}

function verificationKey(key: KeyObject, scheme: SignatureScheme | InsecureScheme) {
  if (scheme.kind !== 'rsa-pss') return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength };
}

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { refuse } from '../../refusal.ts';
import { type CborMap, readCborMap } from './cbor.ts';

/** COSE algorithms (RFC 9053, RFC 8812) that passkeys may sign with here: ES256 and RS256. */
type CoseAlgorithm = -7 | -257;

export type CredentialKey = { readonly alg: CoseAlgorithm; readonly key: KeyObject };

const label = { kty: 1, alg: 3, crvOrN: -1, xOrE: -2, y: -3 } as const;

/** A COSE_Key (RFC 9052 section 7) as a public key. Refuses with `evidence_invalid`. */
export function parseCoseKey(bytes: Uint8Array): CredentialKey {
  const map = readCborMap(bytes);
  const [kty, alg] = [map.get(label.kty), map.get(label.alg)];
  if (kty === 2 && alg === -7 && map.get(label.crvOrN) === 1) return { alg, key: importJwk(ecJwk(map)) };
  if (kty === 3 && alg === -257) return { alg, key: requireLong(importJwk(rsaJwk(map))) };
  return refuse('evidence_invalid', 'the passkey’s algorithm is neither ES256 nor RS256');
}

function ecJwk(map: CborMap): JsonWebKey {
  return { kty: 'EC', crv: 'P-256', x: text(map, label.xOrE), y: text(map, label.y) };
}

function rsaJwk(map: CborMap): JsonWebKey {
  return { kty: 'RSA', n: text(map, label.crvOrN), e: text(map, label.xOrE) };
}

function text(map: CborMap, name: number): string {
  const value = map.get(name);
  return value instanceof Uint8Array
    ? Buffer.from(value).toString('base64url')
    : refuse('evidence_invalid', 'COSE key');
}

function importJwk(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    return refuse('evidence_invalid', 'not a point or modulus', cause);
  }
}

function requireLong(key: KeyObject): KeyObject {
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) refuse('evidence_invalid', 'RSA below 2048 bits');
  return key;
}

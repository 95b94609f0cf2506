/** Keys, schemes and digests that every format offers: the columns all rows share. */
import { type DigestName, digestLength, type SignatureScheme } from '@chancery/pki';

export type KeyName =
  | 'RSA-2048'
  | 'RSA-3072'
  | 'RSA-4096'
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'Ed25519'
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87';

export interface Algorithm {
  readonly key: KeyName;
  readonly kind: SignatureScheme['kind'];
  readonly digest: DigestName;
}

export const digests: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];
const rsaKeys: readonly KeyName[] = ['RSA-2048', 'RSA-3072', 'RSA-4096'];
const curves: readonly KeyName[] = ['P-256', 'P-384', 'P-521'];

/** All that are always made. */
export const algorithms: readonly Algorithm[] = [
  ...combine(rsaKeys, 'rsa-pkcs1'),
  ...combine(rsaKeys, 'rsa-pss'),
  ...combine(curves, 'ecdsa'),
];

/** Over the message itself, where an operator switches them on (RFC 8419, RFC 9882). */
export const edwards: readonly Algorithm[] = [{ key: 'Ed25519', kind: 'ed25519', digest: 'sha512' }];
export const lattices: readonly Algorithm[] = [
  { key: 'ML-DSA-44', kind: 'ml-dsa-44', digest: 'sha512' },
  { key: 'ML-DSA-65', kind: 'ml-dsa-65', digest: 'sha512' },
  { key: 'ML-DSA-87', kind: 'ml-dsa-87', digest: 'sha512' },
];

/** One of each scheme, where a row is about something else than algorithms. */
export const representative: readonly Algorithm[] = [
  { key: 'RSA-3072', kind: 'rsa-pkcs1', digest: 'sha256' },
  { key: 'RSA-3072', kind: 'rsa-pss', digest: 'sha512' },
  { key: 'P-256', kind: 'ecdsa', digest: 'sha256' },
];

/** The salt is as long as the digest (RFC 8017, 9.1; the only length XML signatures know). */
export function schemeOf({ kind, digest }: Algorithm): SignatureScheme {
  return kind === 'rsa-pss' ? { kind, digest, saltLength: digestLength(digest) } : { kind, digest };
}

function combine(keys: readonly KeyName[], kind: Algorithm['kind']): Algorithm[] {
  return keys.flatMap((key) => digests.map((digest) => ({ key, kind, digest })));
}

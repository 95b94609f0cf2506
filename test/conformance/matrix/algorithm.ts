/** Keys, schemes and digests that every format offers: the columns all rows share. */
import { type DigestName, digestLength, type SignatureScheme } from '@chancery/pki';

export type KeyName = 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'P-256' | 'P-384' | 'P-521';

export interface Algorithm {
  readonly key: KeyName;
  readonly kind: SignatureScheme['kind'];
  readonly digest: DigestName;
}

export const digests: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];
const rsaKeys: readonly KeyName[] = ['RSA-2048', 'RSA-3072', 'RSA-4096'];
const curves: readonly KeyName[] = ['P-256', 'P-384', 'P-521'];

/** All of them. */
export const algorithms: readonly Algorithm[] = [
  ...combine(rsaKeys, 'rsa-pkcs1'),
  ...combine(rsaKeys, 'rsa-pss'),
  ...combine(curves, 'ecdsa'),
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

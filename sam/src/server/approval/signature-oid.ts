import {
  type DigestName,
  isLegacyDigest,
  isMessageScheme,
  messageScheme,
  type SignedDigest,
  signatureOid,
} from '@chancery/pki';
import type { KeyAlgorithm } from '../../client/index.ts';

export const digestNames: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];

/** What a key of that algorithm may make over that digest, as intents name it; of a message, over the one that stands for it. */
export function signatureOids(algorithm: KeyAlgorithm, digest: SignedDigest): readonly string[] {
  if (isMessageScheme(algorithm)) {
    const scheme = messageScheme(algorithm.kind);
    return digest === scheme.digest ? [signatureOid(scheme)] : [];
  }
  if (isLegacyDigest(digest)) return algorithm.kind === 'rsa' ? [signatureOid({ kind: 'rsa-pkcs1', digest })] : [];
  if (algorithm.kind === 'ec') return [signatureOid({ kind: 'ecdsa', digest })];
  return [signatureOid({ kind: 'rsa-pkcs1', digest }), signatureOid({ kind: 'rsa-pss', digest, saltLength: 0 })];
}

/**
 * Signatures that are made only where an operator says so: Ed25519 and ML-DSA, which few verifiers know yet, and RSA with
 * SHA-1, which is weak, and SHA-224, for readers that know nothing newer. Reading the signatures of others asks none of this.
 */
import { type LegacyDigest, legacyDigestNames } from './algorithms.ts';
import { isMessageScheme } from './message-scheme.ts';

export type OptionalAlgorithm = 'ed25519' | 'ml-dsa' | 'insecure-rsa-sha1' | 'legacy-rsa-sha224';

/** Which of them a scheme, or the kind of a key, is; undefined for what is always made. */
export function optionalAlgorithm(one: {
  readonly kind: string;
  readonly digest?: string;
}): OptionalAlgorithm | undefined {
  if (one.digest === 'sha1') return 'insecure-rsa-sha1';
  if (one.digest === 'sha224') return 'legacy-rsa-sha224';
  if (!isMessageScheme(one)) return undefined;
  return one.kind === 'ed25519' ? 'ed25519' : 'ml-dsa';
}

/** Whether this scheme, or this kind of key, may be used where these are switched on. */
export function isSwitchedOn(
  one: { readonly kind: string; readonly digest?: string },
  switchedOn: readonly OptionalAlgorithm[],
): boolean {
  const name = optionalAlgorithm(one);
  return name === undefined || switchedOn.includes(name);
}

/** The digests of old that RSA signs where these are switched on. */
export function legacyDigestsOn(switchedOn: readonly OptionalAlgorithm[]): LegacyDigest[] {
  return legacyDigestNames.filter((digest) => isSwitchedOn({ kind: 'rsa-pkcs1', digest }, switchedOn));
}

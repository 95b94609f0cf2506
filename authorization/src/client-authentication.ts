/** How clients prove who they are, where `oidc-provider` would do it in a way that is not ours. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Store, secretDigest, spendArtifact } from '@chancery/store';
import type Provider from 'oidc-provider';
import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isAhead, isFapi } from './fapi.ts';
import { proofLife } from './key-proof.ts';

/** Of `private_key_jwt`. */
export const assertionAlgorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519', 'RS256'] as const;

export function authenticateClients(provider: Provider, store: Store): void {
  compareDigests(provider);
  spendAssertions(provider, store);
}

/** Secrets of clients are kept as digests. */
function compareDigests(provider: Provider): void {
  const { prototype } = provider.Client as unknown as { prototype: { compareClientSecret(actual: string): boolean } };
  prototype.compareClientSecret = function (this: { clientSecret?: string }, actual: string) {
    const given = createHash('sha256').update(actual).digest();
    // Two while one is being changed.
    const kept = (this.clientSecret ?? '').split(' ').map((digest) => Buffer.from(digest, 'base64url'));
    return kept.filter((one) => one.length === given.length && timingSafeEqual(given, one)).length > 0;
  };
}

/** RFC 7523, 3 and RFC 9449, 11.1: an assertion or a proof comes once, to whichever instance. The library looks first and takes note later; here one insert decides. */
function spendAssertions({ ReplayDetection }: Provider, { db }: Store): void {
  const model = ReplayDetection as unknown as { unique(iss: string, jti: string, exp: number): Promise<boolean> };
  // What the library forgets a proof after counts from now: one that is dated ahead is good for longer.
  model.unique = (iss, jti, exp) => spendOnce(db, iss, jti, exp - Date.now() / 1000 + proofLife);
}

/** False for every time but the first, for so many seconds. */
export function spendOnce(db: Store['db'], iss: string, jti: string, seconds: number): Promise<boolean> {
  return spendArtifact(db, 'ReplayDetection', secretDigest(JSON.stringify([iss, jti])), seconds);
}

/**
 * RFC 7523, 3: what would be good for long would have to be remembered as long. FAPI 2.0, 5.3.2.1 and 5.4.1: it is for the issuer alone, not by
 * RS256, and not of later.
 */
export async function requireGoodAssertion(
  { oidc }: KoaContextWithOIDC,
  { exp, aud, iat, nbf }: Readonly<Record<string, unknown>>,
  { alg }: { readonly alg?: unknown },
  client: Client,
): Promise<void> {
  const now = Date.now() / 1000;
  if (!(Number(exp) - now <= 600)) throw new errors.InvalidClientAuth('the assertion is good for too long');
  if (isFapi(client) && (alg === 'RS256' || aud !== oidc.issuer || isAhead([iat, nbf], now)))
    throw new errors.InvalidClientAuth('the assertion does not keep the profile');
}

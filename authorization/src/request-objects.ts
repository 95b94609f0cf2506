/** Requests that an application signs (RFC 9101): by which algorithms, and for how long one is good. */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isAhead } from './fapi.ts';

export const requestAlgorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'] as const;

const longest = 3600;

/**
 * Beside what the library compares (`iss`, `aud`, `client_id`, `nbf`): a request ends, within an hour (FAPI 2.0 Message Signing, 5.3.1), and
 * one of FAPI also says since when it is good.
 */
export async function requireEnd(
  { oidc }: KoaContextWithOIDC,
  { exp, nbf, iat }: Record<string, unknown>,
): Promise<void> {
  const now = Date.now() / 1000;
  if (!(Number(exp) - now <= longest)) throw new errors.InvalidRequestObject('exp must be there, and within an hour');
  if (!oidc.isFapi('2.0')) return;
  if (!(now - Number(nbf) <= longest))
    throw new errors.InvalidRequestObject('nbf must be there, and not older than an hour');
  if (isAhead([iat, nbf], now)) throw new errors.InvalidRequestObject('a request of later');
}

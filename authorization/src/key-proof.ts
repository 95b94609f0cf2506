/** A proof that the sender of one request has a key (RFC 9449, 4), for our own APIs; `oidc-provider` looks at those of its endpoints. */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';

export interface Proof {
  /** The header `DPoP`, as it came. */
  readonly proof: string;
  /** Of the request. */
  readonly method: string;
  /** Of the request, as its sender knows it. */
  readonly url: string;
}

export const proofAlgorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'] as const;

/** Seconds: how old a proof may be, and how far ahead its sender's clock. */
export const proofLife = 300;

/** Which key it is of (RFC 7638) and what it is called; undefined for what proves nothing for this request and token. */
export async function proven(
  { proof, method, url }: Proof,
  token: string,
): Promise<{ readonly jkt: string; readonly jti: string } | undefined> {
  const verified = await verify(proof);
  if (verified === undefined) return undefined;
  const { payload, key } = verified;
  const { jti, iat = 0, htm, htu, ath } = payload;
  const recent = Math.abs(Date.now() / 1000 - iat) <= proofLife;
  const ours = htm === method && addressOf(htu) === addressOf(url) && ath === digestOf(token);
  return recent && ours && jti ? { jkt: await calculateJwkThumbprint(key), jti } : undefined;
}

async function verify(proof: string) {
  try {
    const options = { typ: 'dpop+jwt', algorithms: [...proofAlgorithms] };
    const { payload, protectedHeader } = await jwtVerify<Claims>(proof, EmbeddedJWK, options);
    return protectedHeader.jwk && { payload, key: protectedHeader.jwk };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

type Claims = JWTPayload & { readonly [name in 'htm' | 'htu' | 'ath']?: unknown };

/** Without query and fragment (4.3). */
function addressOf(url: unknown): string | undefined {
  const address = typeof url === 'string' ? URL.parse(url) : null;
  return address === null ? undefined : `${address.origin}${address.pathname}`;
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

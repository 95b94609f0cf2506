import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { TrustedOidcIdp } from '../config.ts';

/** An identity provider's signing side: makes the ID tokens that a fresh login would bring. */
export type TestIdp = {
  readonly trusted: TrustedOidcIdp;
  token(claims: JWTPayload): Promise<string>;
};

export async function testIdp(issuer = 'https://idp.example'): Promise<TestIdp> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'idp-1', alg: 'ES256' };
  const clientId = 'chancery-approvals';
  const trusted: TrustedOidcIdp = {
    issuer,
    authorizeUrl: `${issuer}/authorize`,
    clientId,
    jwks: { keys: [jwk] },
    loa: 'substantial',
  };
  const token = (claims: JWTPayload) => {
    const payload = { iss: issuer, aud: clientId, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'idp-1' }).sign(privateKey);
  };
  return { trusted, token };
}

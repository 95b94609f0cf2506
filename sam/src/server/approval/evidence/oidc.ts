import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { OidcEvidence, SubjectAttributes } from '../../../client/index.ts';
import type { TrustedOidcIdp } from '../../config.ts';
import { refuse } from '../../refusal.ts';
import { isWord, type Login, type Said, wantedContexts } from '../../trust/login.ts';

/**
 * A fresh login at an identity provider, bound to one intent: the nonce that the provider signs back is the intent hash
 * (OpenID Connect Core 3.2.2), so an older login cannot match, and `auth_time` shows that the person acted after the intent.
 */
export function authorizeUrl(
  idp: TrustedOidcIdp,
  sicOrigin: string,
  chal: string,
  ih: Uint8Array,
  scope: string,
): string {
  const url = new URL(idp.authorizeUrl);
  const contexts = wantedContexts(idp);
  const parameters = {
    client_id: idp.clientId,
    response_type: 'id_token',
    response_mode: 'fragment',
    scope,
    redirect_uri: `${sicOrigin}/idp/return`,
    nonce: b64u(ih),
    state: chal,
    prompt: 'login',
    max_age: '300',
    ...(contexts.length === 0 ? {} : { acr_values: contexts.join(' ') }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** What the token must say: whose login, for which intent, not before when (unix seconds). */
export type ExpectedLogin = {
  readonly idp: TrustedOidcIdp;
  readonly subject: string;
  readonly ih: Uint8Array;
  readonly iat: number;
  readonly now: Date;
};

const clockTolerance = 5;
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** The login that the token proves. Refuses with `evidence_invalid`. */
export async function verifyOidc(evidence: OidcEvidence, expected: ExpectedLogin): Promise<Login> {
  const claims = await verifiedClaims(evidence.idToken, expected);
  requireNonce(claims, expected.ih);
  requireFresh(claims, expected);
  requireSubject(claims, expected.subject);
  requireSoleAudience(claims, expected.idp.clientId);
  return { subject: expected.subject, said: saidIn(claims), ...attributesOf(claims) };
}

/** OpenID Connect Core 2; in words. */
function saidIn(claims: JWTPayload): Said {
  const acr = claims['acr'];
  const listed = claims['amr'];
  const amr = (Array.isArray(listed) ? listed : []).filter(isWord).slice(0, 10);
  return { ...(isWord(acr) ? { acr } : {}), ...(amr.length === 0 ? {} : { amr }) };
}

// OpenID Connect Core 3.1.3.7: issuer, audience, signature by a pinned key, expiry.
async function verifiedClaims(idToken: string, { idp, now }: ExpectedLogin): Promise<JWTPayload> {
  const checks = { issuer: idp.issuer, audience: idp.clientId, algorithms, clockTolerance, currentDate: now };
  const requiredClaims = ['sub', 'exp', 'iat', 'nonce', 'auth_time'];
  try {
    return (await jwtVerify(idToken, createLocalJWKSet(idp.jwks), { ...checks, requiredClaims })).payload;
  } catch (cause) {
    return refuse('evidence_invalid', `ID token: ${(cause as Error).message}`, cause);
  }
}

function requireNonce(claims: JWTPayload, ih: Uint8Array): void {
  if (claims['nonce'] !== b64u(ih)) refuse('evidence_invalid', 'ID token: the nonce is not this intent');
}

function requireFresh(claims: JWTPayload, { iat, now }: ExpectedLogin): void {
  const at = claims['auth_time'];
  // Not a second before the intent: a session that is as young must not do silently what the person is to do.
  const fresh = typeof at === 'number' && at >= iat && at <= now.getTime() / 1000 + clockTolerance;
  if (!fresh) refuse('evidence_invalid', 'ID token: the login is older than the intent');
}

function requireSubject(claims: JWTPayload, subject: string): void {
  if (claims.sub !== subject) refuse('evidence_invalid', 'ID token: another person logged in');
}

function requireSoleAudience(claims: JWTPayload, clientId: string): void {
  const several = Array.isArray(claims.aud) && claims.aud.length > 1;
  const party = claims['azp'];
  if (several || (party !== undefined && party !== clientId))
    refuse('evidence_invalid', 'ID token: for another client');
}

/** Standard claims (OpenID Connect Core 5.1) as attributes of a subject; `serial_number` and `country` where a provider has them. */
function attributesOf(claims: JWTPayload): Pick<Login, 'attributes'> {
  const [givenName, surname] = [claim(claims, 'given_name'), claim(claims, 'family_name')];
  const joined = [givenName, surname].filter((part) => part !== undefined).join(' ');
  const commonName = claim(claims, 'name') ?? joined;
  if (commonName === '') return {};
  const serialNumber = claim(claims, 'serial_number');
  const country = claim(claims, 'country');
  const known = Object.entries({ commonName, givenName, surname, serialNumber, country });
  return { attributes: Object.fromEntries(known.filter(([, value]) => value !== undefined)) as SubjectAttributes };
}

function claim(claims: JWTPayload, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value.trim() !== '' && value.length <= 64 ? value.trim() : undefined;
}

function b64u(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

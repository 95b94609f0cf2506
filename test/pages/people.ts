/** An identity provider that believes everybody: it answers the SIC's request with a fresh, signed ID token of the context asked for. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { TrustedOrganization } from '@chancery/sam/server';
import { type Ending, serve } from './loopback.ts';

export interface IdentityProvider {
  readonly issuer: string;
  readonly authorizeUrl: string;
  readonly jwks: { readonly keys: Record<string, unknown>[] };
}

export const workshop = 'o-workshop';

/** An organisation for which that person approves, as officers know it. Its name is written from right to left. */
export function workshopOf(issuer: string): TrustedOrganization {
  return {
    id: workshop,
    attributes: {
      country: 'ES',
      organization: 'ورشة الأندلس للخط والطباعة، ش.ذ.م.م',
      organizationIdentifier: 'VATES-B12345678',
      commonName: 'Taller Al-Ándalus',
    },
    loa: 'high',
    representative: { issuer, subject: person.subject },
  };
}

export const person = { subject: 'ana', name: 'Ana Ruiz García', phone: '+34600000001' };

export async function openIdentityProvider(t: Ending): Promise<IdentityProvider> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const issuer = await serve(t, (_request, response, url) => {
    const asked = url.searchParams;
    const answer =
      asked.get('prompt') === 'login' ? { id_token: idToken(issuer, asked, pem) } : { error: 'login_required' };
    const fragment = new URLSearchParams({ ...answer, state: asked.get('state') ?? '' });
    response.writeHead(302, { location: `${asked.get('redirect_uri')}#${fragment}` }).end();
  });
  const jwk = { ...createPublicKey(pair.privateKey).export({ format: 'jwk' }), kid: 'idp-1', alg: 'ES256', use: 'sig' };
  return { issuer, authorizeUrl: `${issuer}/authorize`, jwks: { keys: [jwk] } };
}

function idToken(issuer: string, asked: URLSearchParams, pem: string | Buffer): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    sub: person.subject,
    aud: asked.get('client_id'),
    nonce: asked.get('nonce'),
    iat: now,
    exp: now + 300,
    auth_time: now,
    ...(asked.has('acr_values') ? { acr: asked.get('acr_values') } : {}),
    name: person.name,
    ...(asked.get('scope')?.split(' ').includes('phone')
      ? { phone_number: person.phone, phone_number_verified: true }
      : {}),
    given_name: 'Ana',
    family_name: 'Ruiz García',
  };
  const header = { alg: 'ES256', typ: 'JWT', kid: 'idp-1' };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' } as const;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

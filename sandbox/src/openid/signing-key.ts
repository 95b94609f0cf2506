/** The provider's ES256 key (RFC 7518 3.4), made once, and the JWTs it signs. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreate } from '../server/state-file.ts';

/** A public P-256 key, RFC 7517; `kid` is its RFC 7638 thumbprint. */
export type PublicJwk = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
};

export interface SigningKey {
  readonly jwk: PublicJwk;
  /** A JWT in compact serialization. */
  sign(claims: Readonly<Record<string, unknown>>): string;
  /** The claims of a JWT this key signed, expired or not; undefined for any other. */
  read(jwt: string): Readonly<Record<string, unknown>> | undefined;
}

export function openSigningKey(folder: string): SigningKey {
  const stored = readOrCreate(join(folder, 'openid-key.json'), newKey);
  const key = createPrivateKey({ key: stored, format: 'jwk' });
  const jwk = publicJwk(stored.x ?? '', stored.y ?? '');
  const header = b64u(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: jwk.kid }));
  return {
    jwk,
    sign: (claims) => {
      const content = `${header}.${b64u(JSON.stringify(claims))}`;
      return `${content}.${sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
    read: (jwt) => readOwn(jwt, header, jwk),
  };
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
}

function publicJwk(x: string, y: string): PublicJwk {
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' };
}

function readOwn(jwt: string, header: string, jwk: PublicJwk): Readonly<Record<string, unknown>> | undefined {
  const [first, claims = '', signature = '', ...more] = jwt.split('.');
  if (first !== header || more.length > 0) return undefined;
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  const ok = verify('sha256', Buffer.from(`${first}.${claims}`), key, Buffer.from(signature, 'base64url'));
  return ok ? (JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, unknown>) : undefined;
}

function b64u(text: string): string {
  return Buffer.from(text).toString('base64url');
}

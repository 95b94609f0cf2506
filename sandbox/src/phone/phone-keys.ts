/** The two keys of a phone: one that a phone in a pocket uses only after it has verified its user, one that it always may. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** RFC 7517, private: this phone is for trying out and keeps it in a file. */
export type PrivateKey = PublicKey & { readonly d: string };

export interface PhoneKeys {
  readonly auth: PrivateKey;
  readonly transport: PrivateKey;
}

export function makeKeys(): PhoneKeys {
  return { auth: makeKey(), transport: makeKey() };
}

function makeKey(): PrivateKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y, d };
}

export function publicHalf({ kty, crv, x, y }: PublicKey): PublicKey {
  return { kty, crv, x, y };
}

/** A JWS in compact form (RFC 7515, 3.1; ES256) as docs/mobile-id.md says. */
export function signMessage(key: PrivateKey, device: string, type: string, claims: object): string {
  const header = { alg: 'ES256', kid: device, typ: `chancery-device-${type}+jwt` };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const own = createPrivateKey({ key: { ...key }, format: 'jwk' });
  return `${content}.${sign('sha256', Buffer.from(content), { key: own, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Each key signs both, so that the SAM knows that the phone holds them. */
export function keysHeld(keys: PhoneKeys, device: string, bind: string): object {
  const both = { auth: publicHalf(keys.auth), transport: publicHalf(keys.transport) };
  const byAuth = signMessage(keys.auth, device, 'keys', { bind, ...both });
  return { ...both, byAuth, byTransport: signMessage(keys.transport, device, 'keys', { bind, ...both }) };
}

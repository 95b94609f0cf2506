import { type CompactJWSHeaderParameters, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { refuse } from '../refusal.ts';

/**
 * What phones sign (docs/mobile-id.md): JWS in compact form (RFC 7515), ES256, whose protected header is exactly `alg`, `kid` (the
 * device) and `typ`. The type keeps a no from being taken for a yes.
 */
export type DeviceJwsType = 'approve' | 'list' | 'deny' | 'report' | 'rekey' | 'leave' | 'keys';

/** A P-256 public key, RFC 7517. */
export type DeviceKey = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

type Claims = Readonly<Record<string, unknown>>;

const typ = /^chancery-device-([a-z]+)\+jwt$/;

/** Who says that he signed what, before anything is believed. Refuses with `evidence_invalid`. */
export function sealedBy(jws: string): { readonly device: string; readonly type: string } {
  const header = headerOf(jws);
  const [type] = typ.exec(header.typ ?? '')?.slice(1) ?? [];
  if (type === undefined || header.kid === undefined) return refuse('evidence_invalid', 'no message of a device');
  return { device: header.kid, type };
}

function headerOf(jws: string): CompactJWSHeaderParameters {
  try {
    return decodeProtectedHeader(jws) as CompactJWSHeaderParameters;
  } catch (cause) {
    return refuse('evidence_invalid', 'no JWS', cause);
  }
}

/** What that key signed, of that type and no other. Refuses with `evidence_invalid`. */
export async function claimsOf(jws: string, key: DeviceKey, type: DeviceJwsType): Promise<Claims> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, 'ES256'), {
      algorithms: ['ES256'],
    });
    const names = Object.keys(protectedHeader).sort().join();
    if (protectedHeader.typ !== `chancery-device-${type}+jwt` || names !== 'alg,kid,typ') throw new Error('header');
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Claims;
  } catch (cause) {
    return refuse('evidence_invalid', `device: not signed as ${type}`, cause);
  }
}

/** Refuses with `evidence_invalid` what is not a P-256 public key. */
export function deviceKey(value: unknown): DeviceKey {
  const { kty, crv, x, y, ...more } = Object(value) as Record<string, unknown>;
  const coordinates = [x, y].every((one) => typeof one === 'string' && /^[\w-]{43}$/.test(one));
  if (kty !== 'EC' || crv !== 'P-256' || !coordinates || Object.keys(more).length > 0)
    return refuse('evidence_invalid', 'device: not a key of P-256');
  return { kty, crv, x: x as string, y: y as string };
}

import type { AttestationKey } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';

/** Each attestation key speaks about one type of object, named in the JWS header (RFC 7515, 4.1.9; RFC 8725, 3.11). */
const types: Readonly<Record<AttestationKey, string>> = {
  statement: 'chancery-intent+jwt',
  sad: 'chancery-sad+jwt',
  checkpoint: 'chancery-checkpoint+jwt',
};

/** @throws CryptoModuleError `input` unless the payload is a JWS signing input whose header names the key's type */
export function requireAttestable(key: AttestationKey, payload: Uint8Array): void {
  const [encoded, body, ...rest] = Buffer.from(payload).toString('latin1').split('.');
  const form = /^[A-Za-z0-9_-]+$/;
  const wellFormed = form.test(encoded ?? '') && form.test(body ?? '') && rest.length === 0;
  const { alg, typ } = wellFormed ? headerOf(encoded ?? '') : {};
  if (alg === 'ES256' && typ === types[key]) return;
  throw new CryptoModuleError('input', `the key ${key} attests a JWS of type ${types[key]} only`);
}

function headerOf(encoded: string): { readonly alg?: unknown; readonly typ?: unknown } {
  try {
    return (JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as object | null) ?? {};
  } catch {
    return {};
  }
}

import { createDecipheriv, createHash } from 'node:crypto';
import type { CryptoModule, EncryptionJwk, EphemeralJwk } from '@chancery/crypto-module';
import { CompactEncrypt, importJWK } from 'jose';
import { canonicalize, type Json } from '../../client/index.ts';
import { refuse } from '../refusal.ts';

/**
 * Secrets encrypted to the SAM (EN 419 241-1, SRA_SAP: authentication data is clear at the signer and in the SAM only): JWE in
 * compact form (RFC 7516), ECDH-ES+A256KW over P-256 and A256GCM. The module agrees on the shared secret and does no more; what
 * follows from it is done here. The protected header says what the secret is (`typ`) and what it is for (`ih`, or the
 * `sub` whose it is): a secret of one intent, signer or kind is none of another.
 */
type SecretType = 'chancery-pin' | 'chancery-otp' | 'chancery-device' | 'chancery-address';
/** `to`: the intent hash (b64u) of a proof; else whose it is. */
type SecretFor = { readonly typ: SecretType; readonly to: string };
const boundBy = {
  'chancery-pin': 'ih',
  'chancery-otp': 'ih',
  'chancery-device': 'sub',
  'chancery-address': 'sub',
} as const satisfies Record<SecretType, string>;

const alg = 'ECDH-ES+A256KW';
const enc = 'A256GCM';

export async function encryptionKey(module: CryptoModule): Promise<EncryptionJwk> {
  return (await module.call({ command: 'encryption-public' })).jwk;
}

/** What the SAM keeps for itself alone, such as where a signer gets messages. */
export async function sealSecret(module: CryptoModule, secret: string, { typ, to }: SecretFor): Promise<string> {
  const jwk = await encryptionKey(module);
  const header = { alg, enc, kid: jwk.kid, typ, [boundBy[typ]]: to };
  const jwe = new CompactEncrypt(Buffer.from(secret, 'utf8')).setProtectedHeader(header);
  return jwe.encrypt(await importJWK({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, alg));
}

/** The text inside. Refuses with `evidence_invalid`, and does not say which of the checks it was. */
export async function openSecret(module: CryptoModule, jwe: string, expected: SecretFor): Promise<string> {
  const [head = '', ...parts] = jwe.split('.');
  const { kid } = await encryptionKey(module);
  const epk = requireHeader(head, { alg, enc, kid, typ: expected.typ, [boundBy[expected.typ]]: expected.to });
  const { secret } = await module.call({ command: 'agree', ephemeral: epk });
  try {
    return decrypt(derived(secret), head, parts);
  } catch (cause) {
    return refuse('evidence_invalid', 'the secret does not open', cause);
  }
}

/** Exactly these parameters, and the sender's ephemeral key beside them. */
function requireHeader(head: string, expected: Readonly<Record<string, string>>): EphemeralJwk {
  const { epk, ...rest } = parsed(head);
  if (canonicalize(rest) !== canonicalize(expected)) return refuse('evidence_invalid', 'a secret for something else');
  return epk as unknown as EphemeralJwk;
}

function parsed(head: string): { readonly [name: string]: Json } {
  try {
    return JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { readonly [name: string]: Json };
  } catch (cause) {
    return refuse('evidence_invalid', 'no protected header', cause);
  }
}

/** RFC 7516, 5.2, from step 10 on: the protected header is what the ciphertext is authenticated with. */
function decrypt(wrapping: Uint8Array, head: string, parts: readonly string[]): string {
  if (parts.length !== 4) throw new Error('not five parts');
  const [wrapped, iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const decipher = createDecipheriv('aes-256-gcm', unwrap(wrapping, wrapped), iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(head, 'ascii')).setAuthTag(tag);
  const clear = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return new TextDecoder('utf-8', { fatal: true }).decode(clear);
}

/** RFC 7518, 4.6.2: one round of the concatenation KDF, for a key of 256 bits, between nobody named. */
function derived(secret: Uint8Array): Buffer {
  const otherInfo = [lengthed(alg), lengthed(''), lengthed(''), uint32(256)];
  return createHash('sha256')
    .update(Buffer.concat([uint32(1), secret, ...otherInfo]))
    .digest();
}

/** RFC 3394 */
function unwrap(key: Uint8Array, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv('id-aes256-wrap', key, Buffer.alloc(8, 0xa6));
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}

function lengthed(text: string): Buffer {
  return Buffer.concat([uint32(text.length), Buffer.from(text, 'ascii')]);
}

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

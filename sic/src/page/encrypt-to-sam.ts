/**
 * What is typed here, for the SAM alone: a JWE in compact form (RFC 7516) by ECDH-ES+A256KW (RFC 7518, 4.6) and A256GCM. Its protected
 * header carries the hash of the intent on this page, so that it is of no use for another.
 */
import type { EncryptionKey } from '@chancery/sam/client';
import { toBase64url } from './base64url.ts';

const [alg, enc] = ['ECDH-ES+A256KW', 'A256GCM'];
const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;

export async function encryptToSam(
  { kid, kty, crv, x, y }: EncryptionKey,
  secret: string,
  typ: 'chancery-pin' | 'chancery-otp',
  hash: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { subtle } = crypto;
  const ephemeral = await subtle.generateKey(curve, true, ['deriveBits']);
  const theirs = await subtle.importKey('jwk', { kty, crv, x, y }, curve, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, ephemeral.privateKey, 256);
  const wrapping = await subtle.importKey('raw', await derived(shared), 'AES-KW', false, ['wrapKey']);
  const content = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const wrapped = await subtle.wrapKey('raw', content, wrapping, 'AES-KW');
  const own = await subtle.exportKey('jwk', ephemeral.publicKey);
  const epk = { kty: own.kty, crv: own.crv, x: own.x, y: own.y };
  const head = encode(ascii(JSON.stringify({ alg, enc, kid, epk, typ, ih: toBase64url(hash) })));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: ascii(head) }, content, ascii(secret));
  // Web Cryptography puts the tag behind the ciphertext; a JWE has it apart.
  const parts = [wrapped, iv.buffer, sealed.slice(0, -16), sealed.slice(-16)];
  return [head, ...parts.map((part) => encode(new Uint8Array(part)))].join('.');
}

/** RFC 7518, 4.6.2: one round for a key of 256 bits, between nobody named. */
function derived(shared: ArrayBuffer): Promise<ArrayBuffer> {
  const info = [number(alg.length), ascii(alg), number(0), number(0), number(256)];
  const matter = [number(1), new Uint8Array(shared), ...info].flatMap((part) => [...part]);
  return crypto.subtle.digest('SHA-256', Uint8Array.from(matter));
}

function number(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0, 0, value >> 8, value & 0xff);
}

/** UTF-8. */
function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const encode = (octets: Uint8Array) => toBase64url(octets);

/** Digests by WebCrypto, and how they are compared. */
import { fromBase64url } from './base64url.ts';

export type DigestName = 'SHA-256' | 'SHA-384' | 'SHA-512';

export async function digest(name: DigestName, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}

/** Whether a digest is the one written in base64url. */
export function same(digested: Uint8Array, expected: string | undefined): boolean {
  try {
    return expected !== undefined && equal(digested, fromBase64url(expected));
  } catch {
    return false;
  }
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

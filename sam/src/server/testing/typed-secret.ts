import { CompactEncrypt, importJWK } from 'jose';
import type { EncryptionKey } from '../../client/index.ts';

/** What the approval page makes of a typed secret, or what somebody would rather have it make. */
export async function typedSecret(
  { kid, kty, crv, x, y }: EncryptionKey,
  secret: string,
  bound: Readonly<Record<string, string>>,
): Promise<string> {
  const jwe = new CompactEncrypt(new TextEncoder().encode(secret));
  const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, ...bound };
  return jwe.setProtectedHeader(header).encrypt(await importJWK({ kty, crv, x, y }, header.alg));
}

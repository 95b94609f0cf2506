import { createHash } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { verifySignature } from './verify-signature.ts';

const most = 4096;
const held = new Set<string>();

/**
 * Whether the key of the issuer signed the certificate (RFC 5280, 6.1.3 (a)(1)); names, times and rights are asked elsewhere.
 * The certificates of authorities are met over and over: the last signatures that held are remembered, by the digest of everything
 * that it follows from.
 */
export function isCertifiedBy(issuer: Certificate, certificate: Certificate): boolean {
  const { scheme, tbs, signature } = certificate;
  if (scheme === undefined) return false;
  const name = digestOf([issuer.spki, Buffer.from(JSON.stringify(scheme)), tbs, signature]);
  if (held.has(name)) return true;
  if (!verifySignature(issuer.spki, scheme, tbs, signature)) return false;
  held.add(name);
  if (held.size > most) held.delete(held.values().next().value as string);
  return true;
}

/** Each part behind its length, so that no two lists are one text. */
function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}

/** What an auditor brings along: whose checkpoints these are, whose time-stamps, and checkpoints that he has kept. */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Certificate, parseCertificate, parsePem } from '@chancery/pki';
import type { AuditTrust } from '@chancery/sam/server';

export type TrustOptions = {
  readonly key?: readonly string[];
  readonly tsa?: readonly string[];
  readonly anchor?: readonly string[];
};

export function auditTrust({ key, tsa, anchor }: TrustOptions): AuditTrust {
  return {
    ...(key === undefined ? {} : { keys: key.flatMap(thumbprints) }),
    ...(tsa === undefined ? {} : { tsaRoots: tsa.flatMap(certificates) }),
    ...(anchor === undefined ? {} : { anchors: anchor.map((file) => readFileSync(file, 'utf8')) }),
  };
}

/** Of a thumbprint itself (RFC 7638), or of the keys in a file: JWK, JWK set or PEM. */
function thumbprints(given: string): readonly string[] {
  if (/^[\w-]{43}$/.test(given)) return [given];
  const text = readFileSync(given, 'utf8');
  return keysIn(text).map((key) => {
    const { crv, kty, x, y } = key.export({ format: 'jwk' });
    return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  });
}

function keysIn(text: string): readonly KeyObject[] {
  if (!text.trimStart().startsWith('{')) return [createPublicKey(text)];
  const read = JSON.parse(text) as JsonWebKey & { keys?: readonly JsonWebKey[] };
  return (read.keys ?? [read]).map((key) => createPublicKey({ key, format: 'jwk' }));
}

/** Of a file in PEM or DER. */
function certificates(file: string): readonly Certificate[] {
  const octets = readFileSync(file);
  const all = octets[0] === 0x30 ? [octets] : parsePem(octets.toString('latin1'));
  return all.map((der) => parseCertificate(new Uint8Array(der)));
}

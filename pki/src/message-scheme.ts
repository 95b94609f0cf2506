/**
 * Signatures over the message itself, not over a digest of it: Ed25519 (RFC 8410, RFC 8419) and pure ML-DSA with an empty
 * context (RFC 9881, RFC 9882). The kind of the key and the scheme of its signatures are one.
 */
import type { DigestName } from './algorithms.ts';
import { PkiError } from './error.ts';

export type MessageKeyKind = 'ed25519' | 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87';

/** `digest` is that of the content, and of what is approved; the value itself is over the message. */
export type MessageScheme = { readonly kind: MessageKeyKind; readonly digest: DigestName };

interface Row {
  readonly kind: MessageKeyKind;
  readonly oid: string;
  /** Octets of a signature. */
  readonly size: number;
  /** RFC 8419, 2.3; RFC 9882, 3.3: a digest as strong as the key. */
  readonly digests: readonly DigestName[];
}

const rows: readonly Row[] = [
  { kind: 'ed25519', oid: '1.3.101.112', size: 64, digests: ['sha512'] },
  { kind: 'ml-dsa-44', oid: '2.16.840.1.101.3.4.3.17', size: 2420, digests: ['sha256', 'sha384', 'sha512'] },
  { kind: 'ml-dsa-65', oid: '2.16.840.1.101.3.4.3.18', size: 3309, digests: ['sha384', 'sha512'] },
  { kind: 'ml-dsa-87', oid: '2.16.840.1.101.3.4.3.19', size: 4627, digests: ['sha512'] },
];

/** Octets of a message at most: signed attributes and ds:SignedInfo are far below it. */
export const longestMessage = 65_536;

/** What a key of this kind signs with (RFC 8419, 3; RFC 9882, 3.3). */
export function messageScheme(kind: MessageKeyKind): MessageScheme {
  return { kind, digest: 'sha512' };
}

/** Of a scheme, or of a key. */
export function isMessageScheme<S extends { readonly kind: string }>(
  scheme: S,
): scheme is S & { readonly kind: MessageKeyKind } {
  return rows.some((row) => row.kind === scheme.kind);
}

export function messageKeyOid(kind: MessageKeyKind): string {
  return row(kind).oid;
}

export function messageSignatureSize(kind: MessageKeyKind): number {
  return row(kind).size;
}

export function messageKeyKind(dotted: string): MessageKeyKind | undefined {
  return rows.find(({ oid }) => oid === dotted)?.kind;
}

/** The scheme of others, with the digest of their content. Throws PkiError `unsupported` for one weaker than the key. */
export function foreignMessageScheme(kind: MessageKeyKind, digest: DigestName = 'sha512'): MessageScheme {
  if (row(kind).digests.includes(digest)) return { kind, digest };
  throw new PkiError('unsupported', `${digest} beside ${kind}`);
}

function row(kind: MessageKeyKind): Row {
  return rows.find((one) => one.kind === kind) as Row;
}

import {
  type DigestName,
  type InsecureScheme,
  isMessageScheme,
  messageKeyOid,
  messageScheme,
  type SignatureScheme,
  type WrittenDigest,
} from '@chancery/pki';
import type { KeyAlgorithm } from '../client/index.ts';

/** Signature algorithms as intents name them. RFC 8017 A.2.4 and RFC 4055, RFC 5758 3.2. */
const rsaPkcs1: Readonly<Record<WrittenDigest, string>> = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};
const rsaPss = '1.2.840.113549.1.1.10';
const ecdsa: Readonly<Record<DigestName, string>> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

export const digestNames: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];

export function signatureOid(scheme: SignatureScheme | InsecureScheme): string {
  if (isMessageScheme(scheme)) return messageKeyOid(scheme.kind);
  if (scheme.kind === 'rsa-pss') return rsaPss;
  return scheme.kind === 'ecdsa' ? ecdsa[scheme.digest] : rsaPkcs1[scheme.digest];
}

/** What a key of that algorithm may make over that digest; of a message, over the one that stands for it. */
export function signatureOids(algorithm: KeyAlgorithm, digest: WrittenDigest): readonly string[] {
  if (isMessageScheme(algorithm)) {
    const { kind } = algorithm;
    return digest === messageScheme(kind).digest ? [messageKeyOid(kind)] : [];
  }
  if (digest === 'sha1') return algorithm.kind === 'rsa' ? [rsaPkcs1.sha1] : [];
  return algorithm.kind === 'ec' ? [ecdsa[digest]] : [rsaPkcs1[digest], rsaPss];
}

/** Names of JWA (RFC 7518, 3.1) and of TS 119 182-1 for what a signature is made with. */
import { type DigestName, digestLength, PkiError, parseCertificate, type SignatureScheme } from '@chancery/pki';
import { AdesError } from '../error.ts';

const bits: Readonly<Record<DigestName, string>> = { sha256: '256', sha384: '384', sha512: '512' };
/** RFC 7518, 3.4: each digest with one curve. */
const curves: Readonly<Record<DigestName, string>> = { sha256: 'P-256', sha384: 'P-384', sha512: 'P-521' };

/**
 * RFC 7518, 3.1; undefined for a scheme that has no name there: ML-DSA, Ed25519, a salt of another length. Throws AdesError `input`
 * for a key that this scheme has no name with.
 */
export function jwsAlgorithm(scheme: SignatureScheme, certificate: Uint8Array): string | undefined {
  const { digest } = scheme;
  const { publicKey: key } = parsedCertificate(certificate);
  if (scheme.kind === 'rsa-pkcs1') return `RS${bits[digest]}`;
  if (scheme.kind === 'rsa-pss' && scheme.saltLength === digestLength(digest)) return `PS${bits[digest]}`;
  if (scheme.kind !== 'ecdsa') return undefined;
  if (key?.kind === 'ec' && key.curve === curves[digest]) return `ES${bits[digest]}`;
  throw new AdesError('input', 'JSON signatures have no name for this digest with this key');
}

export function parsedCertificate(certificate: Uint8Array): ReturnType<typeof parseCertificate> {
  try {
    return parseCertificate(certificate);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'the certificate of the signer cannot be read', { cause });
  }
}

/** 5.2.8.2. */
export function digestCode(digest: DigestName): string {
  return `S${bits[digest]}`;
}

import { isMessageScheme, messageScheme, parseCertificate, type SignatureScheme } from '@chancery/pki';
import { ScaError } from './sca-error.ts';

/** The scheme for a certificate's key: the digest is as strong as the key (TS 119 312, 7.3). Throws ScaError `input`. */
export function schemeFor(certificate: Uint8Array): SignatureScheme {
  const key = keyOf(certificate);
  if (isMessageScheme(key)) return messageScheme(key.kind);
  if (key.kind === 'ec') return { kind: 'ecdsa', digest: curveDigests[key.curve] };
  return { kind: 'rsa-pkcs1', digest: key.bits > 3072 ? 'sha512' : 'sha256' };
}

const curveDigests = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512' } as const;

function keyOf(certificate: Uint8Array) {
  const { publicKey } = parse(certificate);
  if (publicKey === undefined) throw new ScaError('input', 'the key of the certificate is of no known kind');
  return publicKey;
}

function parse(certificate: Uint8Array) {
  try {
    return parseCertificate(certificate);
  } catch (cause) {
    throw new ScaError('input', 'the certificate of the signer cannot be read', { cause });
  }
}

import { type Certificate, PkiError, parseCertificate } from '@chancery/pki';
import { SsaError } from '../ssa-error.ts';
import { decodeBase64 } from './base64.ts';

/** Certificates as callers send them. Throws SsaError `invalid_request`. */
export function readRoots(roots: readonly string[]): Certificate[] {
  return roots.map((root, i) => readRoot(decodeBase64(root, `roots[${i}]`)));
}

export function readRoot(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (cause) {
    if (cause instanceof PkiError)
      throw new SsaError('invalid_request', 'One of the roots is not a certificate.', { cause });
    throw cause;
  }
}

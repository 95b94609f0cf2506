import { buildPath, type Certificate } from '@chancery/pki';
import { type Finding, indeterminate } from './report.ts';

export interface ChainVerdict {
  readonly chain: readonly Certificate[];
  readonly findings: readonly Finding[];
}

export interface Trust {
  readonly roots: readonly Certificate[];
  readonly at: Date;
}

/** X.509 certificate validation (EN 319 102-1, 5.2.6) without revocation. Certificates of the document are no anchors. */
export function validateChain(signer: Certificate, pool: readonly Certificate[], { roots, at }: Trust): ChainVerdict {
  const result = buildPath(signer, pool, roots, at);
  const usage = checkUsage(signer);
  if (result.ok) return { chain: result.path, findings: usage };
  return { chain: [], findings: [reasons[result.reason] ?? unknown(result.reason), ...usage] };
}

function checkUsage({ keyUsage }: Certificate): Finding[] {
  if (keyUsage.length === 0 || keyUsage.includes('nonRepudiation') || keyUsage.includes('digitalSignature')) return [];
  return [indeterminate('CHAIN_CONSTRAINTS_FAILURE', 'the certificate of the signer is not meant for signatures')];
}

function unknown(reason: string): Finding {
  return indeterminate('CERTIFICATE_CHAIN_GENERAL_FAILURE', `no path is valid: ${reason}`);
}

const reasons: Readonly<Record<string, Finding>> = {
  'no-path-to-root': indeterminate('NO_CERTIFICATE_CHAIN_FOUND', 'no path leads to a trusted root'),
  'not-yet-valid': indeterminate('OUT_OF_BOUNDS_NO_POE', 'a certificate was not valid yet at the time of validation'),
  expired: indeterminate('OUT_OF_BOUNDS_NO_POE', 'a certificate had expired at the time of validation'),
  signature: indeterminate('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'the signature of a certificate does not verify'),
  'not-a-ca': indeterminate('CHAIN_CONSTRAINTS_FAILURE', 'a certificate was issued by one that may not issue'),
  'key-usage': indeterminate('CHAIN_CONSTRAINTS_FAILURE', 'a certificate was issued with a key not meant for that'),
  'unsupported-algorithm': indeterminate(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'a certificate uses an algorithm that is too weak or unknown',
  ),
  'path-length': indeterminate('CHAIN_CONSTRAINTS_FAILURE', 'the path is longer than an authority allows'),
  'unknown-critical-extension': indeterminate(
    'CHAIN_CONSTRAINTS_FAILURE',
    'a certificate has an unknown critical rule',
  ),
};

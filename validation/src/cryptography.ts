import { createHash } from 'node:crypto';
import type { PdfSignature } from '@chancery/ades';
import {
  attributeOids,
  type DigestName,
  PkiError,
  parseSignedData,
  type SignedData,
  type SignedDataVerdict,
  verifySignedData,
} from '@chancery/pki';
import { type Finding, failed, indeterminate } from './report.ts';

/** What the CMS says, and whether it holds over the covered bytes. */
export interface CryptographicVerdict {
  readonly verdict?: SignedDataVerdict;
  readonly findings: readonly Finding[];
}

/** Identification of the signing certificate and cryptographic verification (EN 319 102-1, 5.2.3 and 5.2.7). */
export function verifyCryptography(file: Uint8Array, signature: PdfSignature): CryptographicVerdict {
  const data = readSignedData(signature.contents);
  if (data === undefined) return { findings: [failed('FORMAT_FAILURE', 'the signature is no readable CMS')] };
  const format = checkFormat(data);
  if (format.length > 0) return { findings: format };
  const verdict = verifySignedData(data, (digest) => digestOfRanges(file, signature.byteRange, digest));
  const reason = verdict.ok ? [] : [reasons[verdict.reason ?? ''] ?? unknown(verdict.reason ?? 'unknown')];
  return { verdict, findings: [...reason, ...checkAttributes(data, signature.subFilter)] };
}

function readSignedData(contents: Uint8Array): SignedData | undefined {
  try {
    return parseSignedData(contents);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/** ISO 32000-2, 12.8.3.3: one signer, and the signed data are the file's, not the CMS's own. */
function checkFormat({ signerInfos, content }: SignedData): Finding[] {
  const several = failed('FORMAT_FAILURE', `the CMS has ${signerInfos.length} signers instead of one`);
  const attached = failed('FORMAT_FAILURE', 'the CMS carries content of its own');
  return [...(signerInfos.length === 1 ? [] : [several]), ...(content === undefined ? [] : [attached])];
}

function unknown(reason: string): Finding {
  return failed('SIG_CRYPTO_FAILURE', `the signature does not hold: ${reason}`);
}

const reasons: Readonly<Record<string, Finding>> = {
  'no-signer': failed('FORMAT_FAILURE', 'the CMS has no signer'),
  'algorithm-mismatch': failed('SIG_CRYPTO_FAILURE', 'the algorithms the signature names contradict each other'),
  'no-signer-certificate': indeterminate('NO_SIGNING_CERTIFICATE_FOUND', 'the certificate of the signer is missing'),
  'unsupported-algorithm': indeterminate(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'the signature uses an algorithm that is too weak or unknown',
  ),
  attributes: indeterminate('SIG_CONSTRAINTS_FAILURE', 'a signed attribute is missing, repeated or unreadable'),
  'digest-mismatch': failed('HASH_FAILURE', 'the document was changed after it was signed'),
  'certificate-reference': indeterminate('SIG_CONSTRAINTS_FAILURE', 'the signature names another certificate'),
  'signature-mismatch': failed('SIG_CRYPTO_FAILURE', 'the signature value was not made with the key of the signer'),
};

/** EN 319 142-1, 6.3: the signed attributes name the signing certificate. */
function checkAttributes({ signerInfos }: SignedData, subFilter: string): Finding[] {
  if (subFilter !== 'ETSI.CAdES.detached') return [];
  const present = signerInfos[0]?.attributes?.map((attribute) => attribute.oid) ?? [];
  const named =
    present.includes(attributeOids.signingCertificateV2) || present.includes(attributeOids.signingCertificate);
  if (named) return [];
  return [indeterminate('SIG_CONSTRAINTS_FAILURE', 'no signed attribute names the certificate of the signer')];
}

function digestOfRanges(file: Uint8Array, byteRange: readonly number[], digest: DigestName): Uint8Array {
  const [first, before, after, rest] = byteRange as readonly [number, number, number, number];
  const hash = createHash(digest).update(file.subarray(first, first + before));
  return hash.update(file.subarray(after, after + rest)).digest();
}

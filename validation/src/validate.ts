import { AdesError, listPdfSignatures, type PdfSignature } from '@chancery/ades';
import { type ChainVerdict, type Trust, validateChain } from './chain.ts';
import { checkChanges } from './changes.ts';
import { checkContainer } from './container.ts';
import { type CryptographicVerdict, verifyCryptography } from './cryptography.ts';
import { ValidationError } from './error.ts';
import { conclude, type SignatureReport, type ValidationReport } from './report.ts';

/**
 * Judges every signature of a PDF (EN 319 102-1, 5.3, validation of basic signatures) at a given time and with given
 * roots; the claimed time is reported, never used. Revocation is not looked at, and each report says so.
 * Throws ValidationError `not-a-pdf`; any other defect is part of the report.
 */
export function validatePdf(bytes: Uint8Array, trust: Trust): ValidationReport {
  const { at } = trust;
  try {
    const signatures = listPdfSignatures(bytes).map((signature) => validateSignature(bytes, signature, trust));
    return { at, errors: [], signatures };
  } catch (error) {
    if (!(error instanceof AdesError)) throw error;
    if (error.code === 'not-a-pdf') throw new ValidationError('the file is no PDF', { cause: error });
    return { at, errors: [`the document cannot be read: ${error.message}`], signatures: [] };
  }
}

/** The building blocks in their order; what one finds never stops the finding of another that can still be judged. */
function validateSignature(bytes: Uint8Array, signature: PdfSignature, trust: Trust): SignatureReport {
  const container = checkContainer(bytes, signature);
  const cryptographic = container.length > 0 ? { findings: [] } : verifyCryptography(bytes, signature);
  const chain = chainOf(cryptographic, trust);
  const changes = container.length > 0 ? { findings: [], warnings: [] } : checkChanges(bytes, signature);
  const findings = [...container, ...cryptographic.findings, ...changes.findings, ...chain.findings];
  return {
    fieldName: signature.fieldName,
    subFilter: signature.subFilter,
    ...conclude(findings),
    intact: cryptographic.verdict?.ok === true,
    coverage: { wholeFile: signature.coversWholeFile, end: signature.revisionEnd },
    ...claimedTime(signature, cryptographic),
    ...(cryptographic.verdict?.signer && { signer: cryptographic.verdict.signer }),
    chain: chain.chain,
    errors: findings.map((finding) => finding.message),
    warnings: [...changes.warnings, 'whether the certificates were revoked was not looked at'],
  };
}

function chainOf({ verdict }: CryptographicVerdict, trust: Trust): ChainVerdict {
  if (verdict?.signer === undefined) return { chain: [], findings: [] };
  return validateChain(verdict.signer, verdict.certificates, trust);
}

function claimedTime(signature: PdfSignature, { verdict }: CryptographicVerdict): { claimedTime?: Date } {
  const claimed = signature.signingTime ?? verdict?.signingTime;
  return claimed === undefined ? {} : { claimedTime: claimed };
}

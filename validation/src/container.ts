import { AdesError, listPdfSignatures, type PdfSignature } from '@chancery/ades';
import { type Finding, failed, indeterminate } from './report.ts';

/** Sub-filters whose CMS signs the byte range itself. */
const detached = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'];

/**
 * Format checking (EN 319 102-1, 5.2.2) of a signature in a PDF: the byte range leaves out its own contents and
 * nothing else, and the signed revision alone shows the same signature. Against wrapped and replaced signatures.
 */
export function checkContainer(file: Uint8Array, signature: PdfSignature): Finding[] {
  const { subFilter } = signature;
  if (!detached.includes(subFilter)) {
    return [indeterminate('GENERIC', `signatures of the kind ${JSON.stringify(subFilter)} are not judged yet`)];
  }
  if (signature.revisionEnd === 0) return [failed('FORMAT_FAILURE', 'the byte range is unusable')];
  if (!signature.gapIsContents) {
    return [failed('FORMAT_FAILURE', 'the byte range leaves out something else than the signature')];
  }
  if (!signature.zeroPadded) return [failed('FORMAT_FAILURE', 'the signature is followed by data nobody signed')];
  return checkRevision(file.subarray(0, signature.revisionEnd), signature);
}

function checkRevision(revision: Uint8Array, signature: PdfSignature): Finding[] {
  const then = signaturesIn(revision);
  const same = then?.some(
    (one) => one.fieldName === signature.fieldName && one.dictionaryText === signature.dictionaryText,
  );
  if (same) return [];
  if (then === undefined) return [failed('FORMAT_FAILURE', 'the byte range does not end where a revision ends')];
  return [failed('FORMAT_FAILURE', 'the signed revision does not show this signature')];
}

function signaturesIn(revision: Uint8Array): PdfSignature[] | undefined {
  try {
    return listPdfSignatures(revision);
  } catch (error) {
    if (error instanceof AdesError) return undefined;
    throw error;
  }
}

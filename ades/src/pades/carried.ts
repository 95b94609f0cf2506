import { carriedByCms } from '../cades/carried.ts';
import type { CarriedEvidence, CarriedTimeStamp } from '../carried-evidence.ts';
import { AdesError } from '../error.ts';
import type { ReadOptions } from '../pdf/document.ts';
import type { PdfSource } from '../pdf/source.ts';
import { listPdfSignatures, type PdfSignature } from './signatures.ts';
import { readValidationData } from './validation-data.ts';

const documentTimestamp = 'ETSI.RFC3161';

/**
 * What a PDF carries for the validation of its signatures (EN 319 142-1, 5.4): in their CMS, in its document time-stamps and
 * in its security store. Throws AdesError when the document cannot be read.
 */
export function carriedByPdf(pdf: Uint8Array | PdfSource, options: ReadOptions = {}): CarriedEvidence {
  const all = listPdfSignatures(pdf, options);
  const signatures = all.filter(({ subFilter }) => subFilter !== documentTimestamp);
  const stamps = all.filter(({ subFilter }) => subFilter === documentTimestamp);
  const store = readValidationData(pdf, options);
  const read = new Map(all.map((one) => [one, inCms(one)] as const));
  const inOrder = [...all].sort((one, other) => one.revisionEnd - other.revisionEnd);
  const carried = inOrder.flatMap((one) => read.get(one) ?? []);
  const own = signatures.flatMap((one) => read.get(one) ?? []);
  return {
    signers: own.flatMap(({ signers }) => signers),
    unnamed: signatures.length - own.filter(({ unnamed }) => unnamed === 0).length,
    timeStamps: [...own.flatMap(({ timeStamps }) => timeStamps), ...stamps.map((one) => overDocument(one, signatures))],
    certificates: [...carried.flatMap(({ certificates }) => certificates), ...store.certificates],
    ocspResponses: [...carried.flatMap(({ ocspResponses }) => ocspResponses), ...store.ocspResponses],
    crls: [...carried.flatMap(({ crls }) => crls), ...store.crls],
  };
}

/** A time-stamp proves the signatures it is over; one that a signature came after is content of that signature. */
function overDocument({ contents, revisionEnd }: PdfSignature, signatures: readonly PdfSignature[]): CarriedTimeStamp {
  const overAll = signatures.every((signature) => signature.revisionEnd < revisionEnd);
  return { kind: overAll ? 'archive' : 'content', token: contents };
}

/** Contents of another kind carry nothing that is understood here. */
function inCms({ contents }: PdfSignature): CarriedEvidence[] {
  try {
    return [carriedByCms(contents)];
  } catch (error) {
    if (error instanceof AdesError) return [];
    throw error;
  }
}

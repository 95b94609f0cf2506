import { AdesError, type PdfDocument, type PdfSignature, readPdf } from '@chancery/ades';
import { compareRevisions, type Difference } from './comparison.ts';
import { type Finding, failed, indeterminate } from './report.ts';

export interface ChangesVerdict {
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
}

/**
 * What became of a document after it was signed (ISO 32000-2, 12.8.2.2): further signatures, time-stamps and validation
 * data are explained; anything else makes the verdict fail or stay open, since the reader shows the last revision.
 */
export function checkChanges(file: Uint8Array, signature: PdfSignature): ChangesVerdict {
  if (signature.coversWholeFile) return { findings: [], warnings: [] };
  try {
    const [signed, current] = [readPdf(file.subarray(0, signature.revisionEnd)), readPdf(file)];
    const differences = compareRevisions(signed, current);
    return { findings: [...unexplainedBytes(signed, current), ...judge(differences)], warnings: notice(differences) };
  } catch (error) {
    if (!(error instanceof AdesError)) throw error;
    const message = `what was added after the signature cannot be judged: ${error.message}`;
    return { findings: [indeterminate('GENERIC', message)], warnings: [] };
  }
}

/** Bytes behind the signed revision that no cross-reference section leads to. */
function unexplainedBytes(signed: PdfDocument, current: PdfDocument): Finding[] {
  if (current.sections[0]?.offset !== signed.sections[0]?.offset) return [];
  const rest = current.source.read(signed.source.size, current.source.size);
  if (rest.every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20)) return [];
  return [failed('FORMAT_FAILURE', 'bytes that belong to no revision follow the signed one')];
}

function judge(differences: ReadonlySet<Difference>): Finding[] {
  if (differences.has('pages')) return [failed('FORMAT_FAILURE', 'the pages were changed after the signature')];
  if (!differences.has('other')) return [];
  return [indeterminate('GENERIC', 'something else than signatures and validation data was added after the signature')];
}

function notice(differences: ReadonlySet<Difference>): string[] {
  return differences.has('visible-signature') ? ['a later signature added something visible'] : [];
}

import type { PdfSignature } from '@chancery/ades';
import { type Finding, indeterminate } from './report.ts';

export function checkChanges(_: Uint8Array, signature: PdfSignature): Finding[] {
  if (signature.coversWholeFile) return [];
  return [indeterminate('GENERIC', 'the document went on after this signature')];
}

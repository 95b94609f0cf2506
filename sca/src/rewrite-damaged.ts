import { bytesSource, rewritePdf } from '@chancery/ades';
import { translated } from './format-refusal.ts';
import { requireReadable } from './prepare-document.ts';
import { ScaError } from './sca-error.ts';
import type { PadesForm } from './signature-form.ts';

/**
 * A damaged PDF written anew, any other as it is. What is written is another document than the one that came: it is what is
 * shown and signed. Throws ScaError; `not-signable` when anything in a damaged document was signed.
 */
export function rewriteDamaged(octets: Uint8Array, form: PadesForm): Uint8Array {
  try {
    requireReadable(bytesSource(octets), form);
    return octets;
  } catch (error) {
    if (!(error instanceof ScaError && error.code === 'damaged')) throw error;
    return translated(() => rewritePdf(octets));
  }
}

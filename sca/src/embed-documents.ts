import { embedPades } from '@chancery/ades';
import type { SignatureScheme } from '@chancery/pki';
import { translated } from './format-refusal.ts';
import type { PreparedDocument } from './prepare-documents.ts';
import { ScaError } from './sca-error.ts';

/** One signature value per document, in their order, in its CMS form; certificates as when preparing. */
export interface SignatureValues {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signatures: readonly Uint8Array[];
}

/**
 * Signature creation, second half: what follows each original in the signed file. Every value is verified with the
 * certificate's key before its file counts as signed. Throws ScaError.
 */
export function embedDocuments(documents: readonly PreparedDocument[], values: SignatureValues): Uint8Array[] {
  const { certificates, scheme, signatures } = values;
  if (signatures.length !== documents.length) throw new ScaError('input', 'not one signature per document');
  return documents.map(({ pades }, index) =>
    translated(() => embedPades(pades, { certificates, scheme, signature: signatures[index] as Uint8Array })),
  );
}

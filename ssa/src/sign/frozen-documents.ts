import { type PreparedDocument, parseDocument } from '@chancery/sca';
import { documentsOf, type FrozenDocument, type SignatureRequest, type StoredDocument } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** A document as it was frozen: what the signer is shown and asked to approve. */
export interface Frozen {
  readonly row: StoredDocument;
  readonly frozen: FrozenDocument;
}

/** The documents of a prepared request, in their order. */
export async function frozenDocuments({ store }: SsaDeps, { id }: SignatureRequest): Promise<Frozen[]> {
  return (await documentsOf(store.db, id)).map((row) => {
    if (row.prepared === null) throw new SsaError('conflict', 'The documents are not prepared.');
    return { row, frozen: row.prepared };
  });
}

/** What embedding needs, from the document store. */
export async function preparedOf(
  deps: SsaDeps,
  request: SignatureRequest,
  frozen: FrozenDocument,
): Promise<PreparedDocument> {
  const stored = await deps.documents.get(request.document_key, request.id, frozen.name);
  return parseDocument(Buffer.from(stored).toString('utf8'));
}

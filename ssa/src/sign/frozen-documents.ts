import { type PreparedDocument, parseDocument } from '@chancery/sca';
import {
  documentAt,
  type FrozenDocument,
  keptDocumentsOf,
  type SignatureRequest,
  type StoredDocument,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** A document as it was frozen: what the signer is shown and asked to approve. */
export interface Frozen {
  readonly row: StoredDocument;
  readonly frozen: FrozenDocument;
}

/** The documents of a prepared request, in their order. */
export async function frozenDocuments({ store }: SsaDeps, { id }: SignatureRequest): Promise<Frozen[]> {
  return (await keptDocumentsOf(store.db, id)).map(frozenOf);
}

/** One of them; `index` is a segment of an address. Throws SsaError `not_found`. */
export async function frozenDocument({ store }: SsaDeps, { id }: SignatureRequest, index: string): Promise<Frozen> {
  const row = positionPattern.test(index) ? await documentAt(store.db, id, Number(index)) : undefined;
  if (row === undefined || row.dropped) throw new SsaError('not_found', 'There is no such document in this request.');
  return frozenOf(row);
}

const positionPattern = /^(0|[1-9]\d{0,2})$/;

function frozenOf(row: StoredDocument): Frozen {
  if (row.prepared === null) throw new SsaError('conflict', 'The documents are not prepared.');
  return { row, frozen: row.prepared };
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

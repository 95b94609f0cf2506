/** Every document of a request and how it stands, for the page that waits for it and says what became of it. */
import type { DocumentProgress, ResultState } from '@chancery/api';
import { baselineLevels } from '@chancery/sca';
import { documentsOf, eventsOf, type SignatureRequest, type StoredDocument } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { embeddedName, signedName } from './document-names.ts';

type Listed = ResultState['documents'][number];

/** With name, size and state; a signed one that is still kept with the size of the signed file and its address. */
export async function documentList(deps: SsaDeps, request: SignatureRequest): Promise<Listed[]> {
  const failed = request.state === 'failed' ? await failedPosition(deps, request) : undefined;
  const list: Listed[] = [];
  // One after the other: each is open while its size is read.
  for (const row of await documentsOf(deps.store.db, request.id)) {
    const state = await stateOf(deps, request, row, failed);
    const { name, size } = row;
    const kept = request.state === 'signed' && state === 'signed' && request.document_key.length > 0;
    list.push({ name, size, state, ...lower(request, row, state), ...(kept ? await file(deps, request, row) : {}) });
  }
  return list;
}

/** The documents of a request are signed by one approval, all or none: what can be apart is only what she left out, and how far the work is. */
async function stateOf(
  { documents }: SsaDeps,
  { id, state, level }: SignatureRequest,
  { position, dropped }: StoredDocument,
  failed: number | undefined,
): Promise<DocumentProgress> {
  if (dropped) return 'left_out';
  if (state === 'signed') return 'signed';
  if (state === 'created' || state === 'prepared') return 'waiting';
  if (state !== 'signing') return position === failed ? 'failed' : 'not_signed';
  const done = level === 'B-B' ? embeddedName(position) : signedName(position);
  return (await documents.has(id, done)) ? 'signed' : 'waiting';
}

async function failedPosition({ store }: SsaDeps, { id }: SignatureRequest): Promise<number | undefined> {
  const ended = (await eventsOf(store.db, id)).findLast(({ kind }) => kind === 'request.ended');
  const { document } = (ended?.detail ?? {}) as { readonly document?: number };
  return document;
}

/** Where the application takes less than it asked for, and an authority did not answer. */
function lower({ level: asked }: SignatureRequest, { level }: StoredDocument, state: DocumentProgress) {
  const reached = baselineLevels.find((one) => one === (level ?? 'B-B'));
  return state !== 'signed' || level === null || reached === undefined || reached === asked ? {} : { level: reached };
}

async function file({ documents }: SsaDeps, request: SignatureRequest, { position, size, prepared }: StoredDocument) {
  const signed = await documents.open(request.document_key, request.id, signedName(position));
  signed.close();
  const before = (prepared?.format ?? 'pades') === 'pades' ? size : 0;
  return { size: before + signed.size, url: `/sign/${request.token}/documents/${position}` };
}

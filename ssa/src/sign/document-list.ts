/** Every document of a request and how it stands, for the page that waits for it and says what became of it. */
import type { DocumentProgress, ResultState } from '@chancery/api';
import { baselineLevels } from '@chancery/sca';
import { documentsOf, eventsOf, type SignatureRequest, type StoredDocument } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { embeddedName, signedName } from './document-names.ts';

type Listed = ResultState['documents'][number];

/** With name, size and state; a signed one that is still kept with the size of the signed file and its address. */
export async function documentList(deps: SsaDeps, request: SignatureRequest): Promise<Listed[]> {
  const { state, id } = request;
  const failed = state === 'failed' ? await failedPosition(deps, request) : undefined;
  const done = state === 'signing' ? await deps.documents.names(id) : new Set<string>();
  const list: Listed[] = [];
  // One after the other: each is open while its size is read.
  for (const row of await documentsOf(deps.store.db, id)) {
    const progress = progressOf(request, row, { done, failed });
    const { name, size } = row;
    const kept = state === 'signed' && progress === 'signed' && request.document_key.length > 0;
    const signed = kept ? await file(deps, request, row) : {};
    list.push({ name, size, state: progress, ...lower(request, row, progress), ...signed });
  }
  return list;
}

/** The documents of a request are signed by one approval, all or none: what can be apart is only what she left out, and how far the work is. */
function progressOf(
  { state, level }: SignatureRequest,
  { position, dropped }: StoredDocument,
  { done, failed }: { readonly done: ReadonlySet<string>; readonly failed: number | undefined },
): DocumentProgress {
  if (dropped) return 'left_out';
  if (state === 'signed') return 'signed';
  if (state === 'created' || state === 'prepared') return 'waiting';
  if (state !== 'signing') return position === failed ? 'failed' : 'not_signed';
  return done.has(level === 'B-B' ? embeddedName(position) : signedName(position)) ? 'signed' : 'waiting';
}

async function failedPosition({ store }: SsaDeps, { id }: SignatureRequest): Promise<number | undefined> {
  const ended = (await eventsOf(store.db, id)).findLast(({ kind }) => kind === 'request.ended');
  const { document } = (ended?.detail ?? {}) as { readonly document?: number };
  return document;
}

/** Where the application takes less than it asked for, and an authority did not answer. */
function lower({ level: asked }: SignatureRequest, { level }: StoredDocument, progress: DocumentProgress) {
  const reached = baselineLevels.find((one) => one === (level ?? 'B-B'));
  return progress !== 'signed' || level === null || reached === undefined || reached === asked
    ? {}
    : { level: reached };
}

async function file({ documents }: SsaDeps, request: SignatureRequest, { position, size, prepared }: StoredDocument) {
  const signed = await documents.open(request.document_key, request.id, signedName(position));
  signed.close();
  const before = (prepared?.format ?? 'pades') === 'pades' ? size : 0;
  return { size: before + signed.size, url: `/sign/${request.token}/documents/${position}` };
}

import { forgetDocumentKey, forgettableRequests } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { end, hasEnded } from './ended.ts';

const day = 86_400_000;
const atOnce = 100;

/** A day after a request's time its documents go: first the key, then the files. Returns how many requests that were. */
export async function forgetDocuments(deps: SsaDeps): Promise<number> {
  const late = await forgettableRequests(deps.store.db, new Date(deps.clock().getTime() - day), atOnce);
  for (const request of late) {
    if (!hasEnded(request)) await end(deps, request, 'expired');
    await forgetDocumentKey(deps.store.db, request.id);
    await deps.documents.delete(request.id);
  }
  return late.length;
}

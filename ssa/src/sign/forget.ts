import { forgetDocumentKey, forgettableRequests, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { hasEnded } from './ended.ts';
import { settleRequest } from './settle-request.ts';

const day = 86_400_000;
const atOnce = 100;

/**
 * A day after a request's time its documents go. Returns how many requests that were; one that cannot go (the SAM is away
 * in the middle of a signature) keeps no other. Throws AggregateError after the rest is done.
 */
export async function forgetDocuments(deps: SsaDeps): Promise<number> {
  const late = await forgettableRequests(deps.store.db, new Date(deps.clock().getTime() - day), atOnce);
  let forgotten = 0;
  const failures: unknown[] = [];
  for (const request of late) {
    await forget(deps, request).then(
      (done) => void (done && forgotten++),
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} requests could not be forgotten`);
  return forgotten;
}

/** First the key, then the files. False for one that is still being signed: it ends first, whoever began it. */
async function forget(deps: SsaDeps, request: SignatureRequest): Promise<boolean> {
  if (!hasEnded(await settleRequest(deps, request))) return false;
  await forgetDocumentKey(deps.store.db, request.id);
  await deps.documents.delete(request.id);
  return true;
}

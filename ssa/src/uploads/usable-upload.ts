import { findUpload, type Upload } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** An upload of this client that nobody used; another client's is as if there were none. Throws SsaError. */
export async function usableUpload({ store, clock }: SsaDeps, client: string, id: string): Promise<Upload> {
  const found = await findUpload(store.db, client, id);
  if (found === undefined) throw new SsaError('not_found', `There is no upload ${id}.`);
  if (found.used_by !== null) throw new SsaError('conflict', `The upload ${id} was used already.`);
  if (found.expires_at <= clock()) throw new SsaError('expired', `The time of the upload ${id} is over.`);
  return found;
}

export function usedMeanwhile(): SsaError {
  return new SsaError('conflict', 'One of the uploads was used by another request, or its time is over.');
}

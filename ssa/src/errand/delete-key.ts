import { destroyCredential, type Errand, requestsWaitingFor } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { end } from '../sign/ended.ts';
import { doomed } from './ask-for-deletion.ts';

/**
 * The credential's id if its key is destroyed: by this approval, or by another that came first. The SAM is the authority; from here on
 * nothing of ours lists the credential, and what waited for it has failed.
 */
export async function deletedKey(deps: SsaDeps, errand: Errand): Promise<string | undefined> {
  const { id, key, status } = await doomed(deps, errand);
  if (status !== 'destroyed' && (await deps.sam.key(key)).state !== 'destroyed') return undefined;
  await destroyCredential(deps.store.db, id);
  for (const request of await requestsWaitingFor(deps.store.db, id))
    await end(deps, request, 'failed', 'key_destroyed');
  return id;
}

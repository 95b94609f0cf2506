import type { Prepared } from '@chancery/sam/client';
import { type Errand, findAccount, findPastCredential, groupOfCredential, type Store } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { type ApprovedBy, approvedBy, asking } from './asking.ts';
import type { Visitor } from './visitor.ts';

/** Which key is to be destroyed: kept with the errand. */
export interface DoomedKey extends Readonly<Record<string, unknown>> {
  readonly credential: string;
}

/** Opens a challenge of purpose `key.delete`. */
export async function askForDeletion(
  deps: SsaDeps,
  errand: Errand,
  visitor: Visitor,
  by: ApprovedBy = 'page',
): Promise<Prepared> {
  const signer = (await findAccount(deps.store.db, errand.account_id))?.signer;
  if (!signer) throw new SsaError('not_enrolled', 'The person has not enrolled.');
  const { key } = await doomed(deps, errand);
  const common = await asking(deps, errand, visitor);
  return deps.sam.prepare({ ...common, purpose: 'key.delete', signer, key, ...approvedBy(by) });
}

/** The credential, or its tombstone. */
export async function doomed({ store }: Pick<SsaDeps, 'store'>, { account_id, parameters }: Errand) {
  const found = await findPastCredential(store.db, account_id, (parameters as unknown as DoomedKey).credential);
  if (found === undefined) throw new SsaError('conflict', 'There is no such key any more.');
  return found;
}

/** A key of this person that was made for this group, or its tombstone; none for one signature alone. */
export async function lastingKeyOf({ db }: Store, group: string, account: string, credential: string) {
  const found = await findPastCredential(db, account, credential);
  const lasting = found !== undefined && found.request_id === null;
  return lasting && (await groupOfCredential(db, credential)) === group ? found : undefined;
}

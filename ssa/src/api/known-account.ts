import { type Account, findAccount, mayKnow } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { requireActive } from './active-account.ts';

/** The account, if this client may know of it: one that it may not is as if there were none, and takes as long. */
export async function knownAccount({ store }: SsaDeps, client: string, id: string): Promise<Account | undefined> {
  const [account, known] = await Promise.all([findAccount(store.db, id), mayKnow(store.db, client, id)]);
  return known ? account : undefined;
}

/** The same, if it may be used: a suspended one is refused whatever its identity provider says. */
export async function requireKnownAccount(deps: SsaDeps, client: string, id: string): Promise<Account> {
  return requireActive(await knownAccount(deps, client, id));
}

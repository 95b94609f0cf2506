import { type Account, findAccount } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** The account, if it may be used: a suspended one is refused whatever its identity provider says. */
export async function requireActiveAccount({ store }: SsaDeps, id: string): Promise<Account> {
  return requireActive(await findAccount(store.db, id));
}

export function requireActive(account: Account | undefined): Account {
  if (account === undefined) throw new SsaError('not_found', 'There is no such account.');
  if (account.status !== 'active') throw new SsaError('account_inactive', 'This account is suspended.');
  return account;
}

/** What the signer approved while her account was suspended waits: it is used when the account is active again, or expires. */
export async function isActive({ store }: SsaDeps, id: string | null): Promise<boolean> {
  return id !== null && (await findAccount(store.db, id))?.status === 'active';
}

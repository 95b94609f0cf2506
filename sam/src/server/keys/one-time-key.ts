import { type Challenge, loadChallenge } from '../approval/challenge.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { destroyKey } from './destroy-key.ts';
import { loadKey, type StoredKey } from './key-store.ts';
import { endOf, isOneTime } from './one-time-policy.ts';

/**
 * A key for one signature (design section 3): made by one approval, used under a second that names the first, and gone from the
 * database before it signs. Refuses one without the act that made it, and an ordinary key with one.
 */
export async function requireParent(sam: Sam, key: StoredKey, parent: string | undefined): Promise<void> {
  if (isOneTime(key.header) !== (parent !== undefined)) refuse('policy', 'a parent, exactly for a one-time key');
  if (parent === undefined) return;
  const { asked, state } = await loadChallenge(sam.db, sam.module, parent);
  const made = asked.purpose === 'key.create' && asked.key === key.key && asked.sub === key.signer;
  if (!made || state !== 'activated') refuse('policy', 'the parent did not make this key');
  requireInTime(sam, key);
}

export function requireInTime(sam: Sam, key: StoredKey): void {
  if (unixTime(sam.clock()) > (endOf(key.header) ?? Number.POSITIVE_INFINITY))
    refuse('key_state', 'the one-time key is over');
}

/** One call signs everything that was approved: nothing of the key is left for a second. */
export function requireWhole(key: StoredKey, { asked }: Challenge, digests: readonly unknown[]): void {
  if (isOneTime(key.header) && digests.length !== asked.n) refuse('policy', 'a one-time key signs everything at once');
}

/** The SSA gives a one-time key up whose signature will not be; one that is gone stays so. Refuses any other key. */
export async function discardKey(sam: Sam, { key: id }: { readonly key: string }): Promise<object> {
  const key = await loadKey(sam.db, sam.module, id);
  if (!isOneTime(key.header)) return refuse('policy', 'not a one-time key');
  await destroyKey(sam, key, 'ssa', 'discarded');
  return {};
}

/** The signer refused what it was made for. */
export async function destroyRefused(sam: Sam, { asked }: Challenge): Promise<void> {
  if (asked.parent === undefined || asked.key === undefined) return;
  await destroyKey(sam, await loadKey(sam.db, sam.module, asked.key), 'sic', 'refused');
}

/**
 * Those whose time is over; some at a time. Returns how many were found. One that another node destroys meanwhile, or whose row was
 * edited, keeps no other: throws AggregateError after the rest is done.
 */
export async function destroyOverdue(sam: Sam, most = 100): Promise<number> {
  const query = sam.db.selectFrom('key').select('key').where('until', '<', sam.clock());
  const late = await query.limit(most).execute();
  const failures: unknown[] = [];
  for (const { key: id } of late)
    await loadKey(sam.db, sam.module, id)
      .then((key) => destroyKey(sam, key, 'sam', 'expired'))
      .catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} one-time keys were not destroyed`);
  return late.length;
}

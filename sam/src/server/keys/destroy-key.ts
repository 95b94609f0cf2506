import type { Transaction } from 'kysely';
import type { Challenge } from '../approval/challenge.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { KeyTable, Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { isSwapped, loadKey, type StoredKey, sealKey, swapKey } from './key-store.ts';

/** What a transaction does to destroy a key: the tombstone keeps its name, its public key and its certificate (EN 419 241-1, SRG_KM). */
export async function destruction(sam: Sam, key: StoredKey) {
  const row = await tombstone(sam, key);
  return (trx: Transaction<Ledger>) => swapKey(trx, key, row);
}

async function tombstone(sam: Sam, key: StoredKey): Promise<KeyTable> {
  const { record } = await sam.module.call({ command: 'transition', record: key.record, to: 'destroyed' });
  return sealKey(sam.module, { ...key, record }, sam.clock());
}

export function destroyedEvent({ signer, key }: StoredKey, actor: AuditEvent['actor'], reason: string): AuditEvent {
  return { ev: 'KEY_DESTROYED', outcome: 'ok', actor, subject: signer, object: key, reason };
}

/** One that is gone stays so; where another change came first, it is destroyed as that one left it. */
export async function destroyKey(sam: Sam, key: StoredKey, actor: AuditEvent['actor'], reason: string): Promise<void> {
  if (key.header.state === 'destroyed') return;
  const row = await tombstone(sam, key);
  const mine = await sam.audit.commit(async (trx) => {
    const value = await isSwapped(trx, key, row);
    return { value, events: value ? [destroyedEvent(key, actor, reason)] : [] };
  });
  if (!mine) await destroyKey(sam, await loadKey(sam.db, sam.module, key.key), actor, reason);
}

/** What an activated `key.delete` agreed to; a repeat after a crash finds it done. Refuses another challenge with `policy`. */
export async function deleteKey(sam: Sam, { asked, purpose }: Challenge): Promise<StoredKey> {
  if (purpose !== 'key.delete' || asked.key === undefined) return refuse('policy', 'not the deletion of a key');
  const key = await loadKey(sam.db, sam.module, asked.key);
  await destroyKey(sam, key, 'sic', 'deleted by its signer');
  return key;
}

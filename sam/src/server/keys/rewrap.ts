import { createHash } from 'node:crypto';
import { type KeyHeader, readHeader, type Scal } from '@chancery/crypto-module';
import { sql } from 'kysely';
import type { AuditEvent } from '../audit/audit.ts';
import { treeRoot } from '../audit/merkle.ts';
import type { KeyTable } from '../database/ledger.ts';
import { asRefusal } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { findKey, isSwapped, loadKey, type StoredKey, sealKey } from './key-store.ts';
import { discardPooled } from './pooled-key.ts';

/** The generation of the key-encryption key of a SCAL that every key goes under, as a ceremony made it. */
export interface RewrapOrder {
  readonly scal: Scal;
  readonly generation: number;
}

export interface Rewrapped {
  readonly rewrapped: number;
  /** Keys whose rows were edited, or that the module refuses: each is written to the log, and stays as it is. */
  readonly refused: readonly string[];
}

interface Renewal {
  readonly before: StoredKey;
  readonly after: KeyTable;
}

/** Rows of a transaction: a signer waits for no more than these. */
const batchSize = 20;

/**
 * Puts every key of a SCAL under this generation while signing goes on; `rest` is awaited after each batch and sets the pace. What
 * another change came before is done in the next pass, and what is done is skipped, so a run that was cut off is simply run again.
 * When it has ended without refusals no row is under an older generation, and that one may be destroyed.
 * @throws CryptoModuleError where the module has no such generation, or its keys never leave (profile N)
 */
export async function rewrapKeys(sam: Sam, order: RewrapOrder, rest: () => Promise<void>): Promise<Rewrapped> {
  const refused = new Set<string>();
  for (let rewrapped = 0; ; ) {
    const { done, missed } = await pass(sam, order, refused, rest);
    rewrapped += done;
    if (missed === 0) return { rewrapped, refused: [...refused] };
  }
}

/**
 * Tries one key that is older, and keeps nothing.
 * @throws CryptoModuleError where the module has no such generation, or its keys never leave (profile N)
 */
export async function requireRewrapping(sam: Sam, order: RewrapOrder): Promise<void> {
  for await (const [id] of batches(sam, order)) {
    if (id === undefined) continue;
    const { record } = await loadKey(sam.db, sam.module, id);
    await sam.module.call({ command: 'rewrap', record, generation: order.generation });
    return;
  }
}

/** Whether only what wraps the key has changed since it was loaded. */
export async function wasRewrapped(sam: Sam, { key, header }: StoredKey): Promise<boolean> {
  const now = await findKey(sam.db, sam.module, key);
  return now !== undefined && now.header.kekGeneration > header.kekGeneration;
}

async function pass(sam: Sam, order: RewrapOrder, refused: Set<string>, rest: () => Promise<void>) {
  await discardOlder(sam, order);
  let [done, missed] = [0, 0];
  for await (const keys of batches(sam, order)) {
    const renewals = await renew(
      sam,
      order,
      keys.filter((key) => !refused.has(key)),
      refused,
    );
    const swapped = await keep(sam, order, renewals);
    done += swapped;
    missed += renewals.length - swapped;
    await rest();
  }
  return { done, missed };
}

/** A key of the pool is nobody's: another is made under the new one. */
function discardOlder(sam: Sam, { scal, generation }: RewrapOrder): Promise<void> {
  return discardPooled(sam, 'of an older generation', sql`scal = ${scal} and generation < ${generation}`);
}

/** The ids of keys that are under an older generation by their header, which is believed only when the row is loaded. */
async function* batches({ db }: Sam, order: RewrapOrder): AsyncGenerator<readonly string[]> {
  for (let after: { signer: string; key: string } = { signer: '', key: '' }; ; ) {
    const page = db.selectFrom('key').select(['signer', 'key', 'header']).where('blob', 'is not', null);
    const rest = page.where(sql<boolean>`(signer, key) > (${after.signer}, ${after.key})`);
    const rows = await rest.orderBy('signer').orderBy('key').limit(batchSize).execute();
    const [last] = rows.slice(-1);
    if (last === undefined) return;
    yield rows.filter(({ header }) => isOlder(headerOf(header), order)).map(({ key }) => key);
    after = last;
  }
}

function isOlder(header: KeyHeader | undefined, { scal, generation }: RewrapOrder): boolean {
  return header === undefined || (header.scal === scal && header.kekGeneration < generation);
}

/** An edited header is not skipped: loading its row names it. */
function headerOf(header: Uint8Array): KeyHeader | undefined {
  try {
    return readHeader(header);
  } catch {
    return undefined;
  }
}

async function renew(sam: Sam, order: RewrapOrder, keys: readonly string[], refused: Set<string>): Promise<Renewal[]> {
  const renewals: Renewal[] = [];
  for (const id of keys) {
    const before = await authentic(sam, id, refused);
    if (before === undefined || !isOlder(before.header, order)) continue;
    const { record } = await sam.module.call({
      command: 'rewrap',
      record: before.record,
      generation: order.generation,
    });
    if (record === null) continue;
    renewals.push({ before, after: await sealKey(sam.module, { ...before, record }, sam.clock()) });
  }
  return renewals;
}

async function authentic(sam: Sam, id: string, refused: Set<string>): Promise<StoredKey | undefined> {
  try {
    return await loadKey(sam.db, sam.module, id);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal?.code !== 'key_state') throw error;
    refused.add(id);
    await sam.audit.record({ ev: 'KEY_REWRAP', outcome: 'refused', actor: 'sam', object: id, reason: refusal.message });
    return undefined;
  }
}

/** One transaction with its record, whose root is over the new records in their order. Returns how many were still as they were read. */
async function keep(sam: Sam, order: RewrapOrder, renewals: readonly Renewal[]): Promise<number> {
  if (renewals.length === 0) return 0;
  return await sam.audit.commit(async (trx) => {
    const swapped: KeyTable[] = [];
    for (const { before, after } of renewals) if (await isSwapped(trx, before, after)) swapped.push(after);
    return { value: swapped.length, events: swapped.length === 0 ? [] : [batchEvent(order, swapped)] };
  });
}

function batchEvent({ scal, generation }: RewrapOrder, rows: readonly KeyTable[]): AuditEvent {
  const leaves = rows.map(({ header, record_mac }) =>
    createHash('sha256').update('\0').update(header).update(record_mac).digest(),
  );
  const root = Buffer.from(treeRoot(leaves)).toString('base64url');
  return { ev: 'KEYS_REWRAPPED', outcome: 'ok', actor: 'sam', detail: { scal, generation, n: rows.length, root } };
}

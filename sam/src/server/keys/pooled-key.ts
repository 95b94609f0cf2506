import { createHash, randomBytes } from 'node:crypto';
import { type KeyAlgorithm, type KeyRecord, poolPolicy, readHeader, type Scal } from '@chancery/crypto-module';
import { type RawBuilder, sql } from 'kysely';
import type { AuditEvent } from '../audit/audit.ts';
import { currentEpoch } from '../database/epoch.ts';
import type { PooledKeyTable } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import type { Sam } from '../sam.ts';
import { b64u, sha256 } from './key-store.ts';

/** What the pool's keys need of a SAM. */
export type PoolStore = Pick<Sam, 'db' | 'module' | 'audit' | 'clock'>;

export interface PooledKind {
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
}

/** Milliseconds. A key that nobody took by then is destroyed: what lies wrapped lies no longer than it must. */
const longestLife = 30 * 24 * 3_600_000;

/** As configurations name it. */
export function nameOf(algorithm: KeyAlgorithm): string {
  if (algorithm.kind === 'rsa') return `RSA-${algorithm.bits}`;
  return algorithm.kind === 'ec' ? algorithm.curve : algorithm.kind;
}

/** Makes one, of nobody, for this epoch. */
export async function makePooled({ db, module, audit }: PoolStore, { algorithm, scal }: PooledKind): Promise<void> {
  const keyId = `p_${randomBytes(16).toString('base64url')}`;
  const epoch = await currentEpoch(db);
  const asked = { command: 'generate', keyId, owner: null, algorithm, scal, policy: poolPolicy } as const;
  const { record, spki } = await module.call(asked);
  const row = rowOf(record, spki, epoch);
  const mac = await sealRow(module, 'pooled_key', sealed(row));
  await audit.commit(async (trx) => {
    await trx
      .insertInto('pooled_key')
      .values({ ...row, mac })
      .execute();
    return { value: undefined, events: [pooledEvent(row)] };
  });
}

function rowOf(record: KeyRecord, spki: Uint8Array, epoch: number): Omit<PooledKeyTable, 'mac'> {
  const { keyId: id, algorithm, scal, kekGeneration: generation, created } = readHeader(record.header);
  const { header, blob, mac: record_mac } = record;
  const kind = { algorithm: nameOf(algorithm), scal, generation, epoch, created: new Date(created * 1000) };
  return { id, ...kind, header, blob: blob ?? new Uint8Array(), record_mac, spki };
}

/** All of the row: what the module's record does not say is the epoch, and that nothing beside it is another's. */
function sealed({ id, algorithm, scal, generation, epoch, created, ...row }: Omit<PooledKeyTable, 'mac'>) {
  const record = createHash('sha256').update(row.header).update(row.blob).update(row.record_mac).digest('base64url');
  return { id, algorithm, scal, generation, epoch, created: created.toISOString(), record, spki: b64u(row.spki) };
}

function pooledEvent({ id, algorithm, scal, spki }: Omit<PooledKeyTable, 'mac'>): AuditEvent {
  return { ev: 'KEY_POOLED', outcome: 'ok', actor: 'sam', object: id, detail: { algorithm, scal, svd: svdOf(spki) } };
}

/** Refuses with `key_state` a row that was edited, or is another's under this name. */
export async function requirePooled({ module }: PoolStore, { mac, ...row }: PooledKeyTable): Promise<KeyRecord> {
  await requireAuthentic(module, 'pooled_key', sealed(row), mac, 'key_state');
  return { header: row.header, blob: row.blob, mac: row.record_mac };
}

/**
 * Takes the oldest that may be used out of the pool, for good: one statement, and committed before the module touches the key, so that
 * no two callers on any node have one key, and a crash loses it (EN 419 221-5: a key is assigned once).
 */
export async function claimPooled(
  { db, audit, clock }: PoolStore,
  kind: PooledKind,
  { signer, key }: { readonly signer: string; readonly key: string },
): Promise<PooledKeyTable | undefined> {
  const fit = fitFor(await currentEpoch(db), clock());
  return await audit.commit(async (trx) => {
    const { rows } = await sql<PooledKeyTable>`delete from pooled_key where id = (
      select id from pooled_key where algorithm = ${nameOf(kind.algorithm)} and scal = ${kind.scal} and ${fit}
      order by created, id limit 1 for update skip locked) returning *`.execute(trx);
    return { value: rows[0], events: rows.map(({ id, spki }) => claimedEvent(id, signer, { key, svd: svdOf(spki) })) };
  });
}

function claimedEvent(object: string, subject: string, detail: { key: string; svd: string }): AuditEvent {
  return { ev: 'KEY_CLAIMED', outcome: 'ok', actor: 'sam', subject, object, detail };
}

/** Of this epoch, of the newest generation that the pool has, and not too old. */
function fitFor(epoch: number, now: Date): RawBuilder<boolean> {
  const aged = new Date(now.getTime() - longestLife);
  return sql`epoch = ${epoch} and created > ${aged} and generation = ${newest}`;
}

const newest = sql`(select max(other.generation) from pooled_key as other where other.scal = pooled_key.scal)`;

/** How many there are to be taken, by kind. */
export async function countPooled({ db, clock }: PoolStore): Promise<(kind: PooledKind) => number> {
  const fit = fitFor(await currentEpoch(db), clock());
  const { rows } = await sql<{ algorithm: string; scal: Scal; n: number }>`select algorithm, scal, count(*) as n
    from pooled_key where ${fit} group by algorithm, scal`.execute(db);
  return ({ algorithm, scal }) => rows.find((row) => row.algorithm === nameOf(algorithm) && row.scal === scal)?.n ?? 0;
}

/** Destroys what nobody will be given any more: of a time before a restore, under an older key-encryption key, or too old. */
export async function discardUnfit(store: PoolStore): Promise<void> {
  const epoch = await currentEpoch(store.db);
  const aged = new Date(store.clock().getTime() - longestLife);
  await discardPooled(store, 'of another epoch', sql`epoch <> ${epoch}`);
  await discardPooled(store, 'of an older generation', sql`generation < ${newest}`);
  await discardPooled(store, 'too old', sql`created <= ${aged}`);
}

const together = 100;

export async function discardPooled({ audit }: PoolStore, reason: string, unfit: RawBuilder<boolean>): Promise<void> {
  for (let gone = together; gone === together; ) {
    gone = await audit.commit(async (trx) => {
      const { rows } = await sql<{ id: string }>`delete from pooled_key where id = any(array(
        select id from pooled_key where ${unfit} limit ${together} for update skip locked)) returning id`.execute(trx);
      return { value: rows.length, events: rows.map(({ id }) => pooledKeyDestroyed(id, reason)) };
    });
  }
}

export function pooledKeyDestroyed(object: string, reason: string): AuditEvent {
  return { ev: 'POOLED_KEY_DESTROYED', outcome: 'ok', actor: 'sam', object, reason };
}

function svdOf(spki: Uint8Array): string {
  return sha256(spki).toString('base64url');
}

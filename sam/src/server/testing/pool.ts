import pino from 'pino';
import type { PooledKeyTable } from '../database/ledger.ts';
import { KeyPool } from '../keys/key-pool.ts';
import { ModuleLoad } from '../keys/module-load.ts';
import { makePooled } from '../keys/pooled-key.ts';
import type { Sam } from '../sam.ts';
import { p256 } from './bench.ts';

/** Of a kind that is made at once. */
export const pooledKind = { algorithm: p256, scal: 2 } as const;

export function poolOver(sam: Sam, size: number, load = new ModuleLoad()): KeyPool {
  return new KeyPool(sam, [{ ...pooledKind, size, warnBelow: 1 }], load, pino({ level: 'silent' }));
}

/** From now on this SAM takes from a pool that only the test fills. */
export async function handFilled(sam: Sam): Promise<void> {
  const pool = poolOver(sam, 1);
  await pool.stop();
  Object.assign(sam, { pool });
}

/** One more in the pool. */
export async function pooled(sam: Sam): Promise<PooledKeyTable> {
  const before = ['', ...(await inPool(sam))];
  await makePooled(sam, pooledKind);
  return await sam.db.selectFrom('pooled_key').selectAll().where('id', 'not in', before).executeTakeFirstOrThrow();
}

export async function inPool({ db }: Sam): Promise<string[]> {
  const rows = await db.selectFrom('pooled_key').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

export async function emptied({ db }: Sam): Promise<void> {
  await db.deleteFrom('pooled_key').execute();
}

type Logged = {
  readonly outcome: string;
  readonly object: string;
  readonly reason?: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** What the log says of one kind of event. */
export async function logged({ db }: Sam, ev: string): Promise<Logged[]> {
  const records = await db.selectFrom('audit').select('record').where('record', 'like', `%"ev":"${ev}"%`).execute();
  return records.map(({ record }) => JSON.parse(record) as Logged);
}

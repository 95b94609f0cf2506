import { type Kysely, sql } from 'kysely';
import { refuseConfiguration } from '../start-error.ts';
import type { Ledger } from './ledger.ts';

/**
 * What a PostgreSQL says that it has committed must be there after a crash, and on the standby that takes over: otherwise a slot that was
 * spent is free again (EN 419 241-1 SRC_SA). Throws SamStartError naming the setting.
 */
export async function requireDurable(db: Kysely<Ledger>): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join([...wanted.keys()])})`.execute(db);
  for (const { name, setting } of rows)
    if (wanted.get(name)?.(setting) === false)
      refuseConfiguration(`The database of the SAM has ${name} = ${setting}: what is spent there could be free again.`);
}

/**
 * `local` does not wait for a standby. A statement that runs out of time while it waits for one is said to be committed (PostgreSQL,
 * "Synchronous Replication", 27.2.8): so none may.
 */
const wanted = new Map<string, (setting: string) => boolean>([
  ['fsync', (setting) => setting === 'on'],
  ['full_page_writes', (setting) => setting === 'on'],
  ['synchronous_commit', (setting) => setting !== 'off' && setting !== 'local'],
  ['statement_timeout', (setting) => setting === '0'],
]);

/**
 * Resolves when the server has confirmed a commit, its synchronous standbys with it; a record that says nothing is committed, and
 * questions meanwhile wait for the same one.
 */
export function confirmedCommit(db: Kysely<Ledger>): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  const commit = async () => void (await sql`select pg_logical_emit_message(true, 'chancery', '')`.execute(db));
  return () => {
    waiting ??= commit().finally(() => {
      waiting = undefined;
    });
    return waiting;
  };
}

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Ledger } from '../database/ledger.ts';

/** A row of a table, as PostgreSQL writes and reads it in JSON: exact for every type there is. */
export type BackedUpRow = { readonly table: string; readonly row: string };

/** Rows that are fetched and written at once. */
const together = 500;

/** Every table of the SAM but the migrator's own; its names are those of the present schema. */
export async function tablesOf(db: Kysely<Ledger>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name not like 'kysely%'
    order by table_name`.execute(db);
  return rows.map(({ name }) => name);
}

/** All rows of all tables, as they stand in the snapshot of this transaction; never more than a few in memory. */
export async function* rowsOf(trx: Transaction<Ledger>): AsyncGenerator<readonly BackedUpRow[]> {
  for (const table of await tablesOf(trx)) {
    await sql`declare backed_up no scroll cursor for select row_to_json(t)::text as row from ${sql.table(table)} as t`.execute(
      trx,
    );
    for (let more = true; more; ) {
      const { rows } = await sql<{ row: string }>`fetch ${sql.lit(together)} from backed_up`.execute(trx);
      if (rows.length > 0) yield rows.map(({ row }) => ({ table, row }));
      more = rows.length === together;
    }
    await sql`close backed_up`.execute(trx);
  }
}

/** Writes rows of one table back. */
export async function insertRows(trx: Transaction<Ledger>, table: string, rows: readonly string[]): Promise<void> {
  const all = `[${rows.join(',')}]`;
  await sql`insert into ${sql.table(table)} select * from json_populate_recordset(null::${sql.table(table)}, ${all}::json)`.execute(
    trx,
  );
}

/** Whether a database holds nothing yet. */
export async function isEmpty(trx: Transaction<Ledger>): Promise<boolean> {
  for (const table of await tablesOf(trx)) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(trx);
    if (rows.length > 0) return false;
  }
  return true;
}

/** The migrations a database has had. */
export async function schemaOf(db: Kysely<Ledger>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { openDatabase, type SamDatabase } from './database.ts';
import type { Ledger } from './ledger.ts';
import { up as ledger } from './migrations/0001-ledger.ts';

function migrator(db: Kysely<Ledger>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ '0001-ledger': { up: ledger } }) } });
}

/** Brings a database to the present shape. Returns the names of the migrations it ran. */
export async function migrateSam(database: SamDatabase): Promise<readonly string[]> {
  const open = await openDatabase(database);
  try {
    return await migrateLedger(open.db);
  } finally {
    await open.close();
  }
}

export async function migrateLedger(db: Kysely<Ledger>): Promise<readonly string[]> {
  const { error, results } = await migrator(db).migrateToLatest();
  if (error !== undefined) throw new Error('the migration of the SAM database failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

/** Throws a sentence for the operator if the database is not at the present shape. */
export async function requireMigrated(db: Kysely<Ledger>): Promise<void> {
  const pending = (await migrator(db).getMigrations()).filter((migration) => migration.executedAt === undefined);
  if (pending.length > 0) throw new Error('the SAM database is not migrated: run `chancery migrate` first');
}

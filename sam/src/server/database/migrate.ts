import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { SamStartError } from '../start-error.ts';
import { openDatabase, type SamDatabase } from './database.ts';
import type { Ledger } from './ledger.ts';
import { up as ledger } from './migrations/0001-ledger.ts';
import { up as checkpoint } from './migrations/0002-checkpoint.ts';
import { up as factors } from './migrations/0004-factors.ts';
import { up as officers } from './migrations/0005-officers.ts';
import { up as oneTimeKeys } from './migrations/0006-one-time-keys.ts';
import { up as pooledKeys } from './migrations/0007-pooled-keys.ts';
import { up as signerSince } from './migrations/0008-signer-since.ts';

const migrations = {
  '0001-ledger': { up: ledger },
  '0002-checkpoint': { up: checkpoint },
  '0004-factors': { up: factors },
  '0005-officers': { up: officers },
  '0006-one-time-keys': { up: oneTimeKeys },
  '0007-pooled-keys': { up: pooledKeys },
  '0008-signer-since': { up: signerSince },
};

function migrator(db: Kysely<Ledger>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}

/** Brings a database to the present shape. Returns the names of the migrations it ran. Throws SamStartError. */
export async function migrateSam(database: SamDatabase): Promise<readonly string[]> {
  const open = await openDatabase(database);
  try {
    return await migrateLedger(open.db);
  } finally {
    await open.close();
  }
}

export async function migrateLedger(db: Kysely<Ledger>): Promise<readonly string[]> {
  if (isPresent(await applied(db))) return [];
  const { error, results } = await migrator(db).migrateToLatest();
  if (error !== undefined) throw new Error('the migration of the SAM database failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

/** For a program that must not change the schema itself. Throws SamStartError `not-migrated` or `newer`. */
export async function requireMigrated(db: Kysely<Ledger>): Promise<void> {
  if (isPresent(await applied(db))) return;
  throw new SamStartError(
    'not-migrated',
    'The database of the SAM is not at the present schema. Run `chancery migrate` first.',
  );
}

function isPresent(names: readonly string[]): boolean {
  return Object.keys(migrations).every((name) => names.includes(name));
}

/** The names of the migrations this database has had: two questions, where the migrator would read the whole catalogue. */
async function applied(db: Kysely<Ledger>): Promise<readonly string[]> {
  const found = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (!found.rows[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const names = rows.map((row) => row.name);
  refuseNewer(names.filter((name) => !(name in migrations)));
  return names;
}

function refuseNewer(strange: readonly string[]): void {
  if (strange.length === 0) return;
  throw new SamStartError(
    'newer',
    `The database holds ${strange.join(', ')}: it was made by a newer version, or it is not the SAM’s. Nothing was changed.`,
  );
}

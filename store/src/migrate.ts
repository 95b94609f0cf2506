/** Migrations only add; code runs before and after each. */
import { Migrator } from 'kysely/migration';
import { StoreError } from './error.ts';
import * as first from './migrations/0001-first.ts';
import * as signing from './migrations/0010-signing.ts';
import type { Store } from './open.ts';

const migrations = { '0001-first': first, '0010-signing': signing };

/** Brings the database to the present schema and returns the names of what was added. Throws StoreError `newer`. */
export async function migrate(store: Store): Promise<string[]> {
  const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error)
    throw new StoreError('newer', 'The database belongs to another version of the engine; nothing was changed.', {
      cause: error,
    });
  return (results ?? []).map((result) => result.migrationName);
}

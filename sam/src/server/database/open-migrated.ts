import type { Kysely } from 'kysely';
import { type OpenDatabase, openDatabase, type SamDatabase } from './database.ts';
import { requireDurable } from './durable.ts';
import type { Ledger } from './ledger.ts';
import { migrateLedger, requireMigrated } from './migrate.ts';

/** The database of a SAM at its present shape: an embedded one is brought there, of a server it is asked. Throws SamStartError. */
export async function openMigrated(database: SamDatabase): Promise<OpenDatabase> {
  const open = await openDatabase(database);
  try {
    await ('folder' in database ? migrateLedger(open.db) : requireServer(open.db));
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function requireServer(db: Kysely<Ledger>): Promise<void> {
  await requireMigrated(db);
  await requireDurable(db);
}

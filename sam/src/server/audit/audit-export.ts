import type { Kysely, Transaction } from 'kysely';
import type { AuditProof } from '../../client/index.ts';
import { openExisting, type SamDatabase } from '../database/database.ts';
import type { Ledger } from '../database/ledger.ts';
import { requireMigrated } from '../database/migrate.ts';
import { type ExportedLog, writeLog } from './audit-folder.ts';
import { auditIn } from './audit-source.ts';
import { proofOf, recordsAbout, signaturesNaming } from './prove.ts';

/** Writes the log of a database into a new folder; the database is read in one snapshot. Throws SamStartError. */
export function exportAudit(database: SamDatabase, aud: string, folder: string): Promise<ExportedLog> {
  return inSnapshot(database, async (trx) => {
    const log: ExportedLog = { type: 'chancery-audit-export', v: 1, aud, exported: new Date().toISOString() };
    const covered = await coverage(trx);
    await writeLog(folder, log, auditIn(trx), (chain) => covered.get(chain) ?? Number.POSITIVE_INFINITY);
    return log;
  });
}

async function coverage(trx: Transaction<Ledger>): Promise<ReadonlyMap<string, number>> {
  const query = trx.selectFrom('checkpoint_head').select(({ fn }) => ['chain', fn.max('seq').as('seq')]);
  const rows = await query.groupBy('chain').execute();
  return new Map(rows.map(({ chain, seq }) => [chain, Number(seq)]));
}

/**
 * The proof of a signature by its challenge, its call, or the SHA-256 (b64u or hexadecimal) of its value. `uncovered`: there is one, and
 * no checkpoint covers it yet. Throws SamStartError.
 */
export function proveSignature(database: SamDatabase, id: string): Promise<AuditProof | 'unknown' | 'uncovered'> {
  return inSnapshot(database, async (trx) => {
    const named = /^[0-9a-f]{64}$/i.test(id) ? Buffer.from(id, 'hex').toString('base64url') : id;
    const about = (await recordsAbout(trx, named)).filter(({ record }) => record.includes('"ev":"SIGN_OK"'));
    const found = about.length > 0 ? about : await signaturesNaming(trx, named);
    if (found.length === 0) return 'unknown';
    const proofs = await Promise.all(found.map((place) => proofOf(trx, place)));
    const whole = proofs.filter((proof) => proof !== undefined);
    return whole.length === proofs.length ? { type: 'chancery-audit-proof', v: 1, proofs: whole } : 'uncovered';
  });
}

async function inSnapshot<T>(database: SamDatabase, read: (trx: Transaction<Ledger>) => Promise<T>): Promise<T> {
  const { db, close } = await openExisting(database);
  try {
    await requireMigrated(db);
    return await snapshot(db).execute(read);
  } finally {
    await close();
  }
}

function snapshot(db: Kysely<Ledger>) {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
}

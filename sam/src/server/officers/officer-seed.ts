import type { Transaction } from 'kysely';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { SamStartError } from '../start-error.ts';
import { aboutOfficer, insertOfficer, officersIn, sealOfficer } from './officer.ts';

/**
 * How configuration and officers meet. The file says who the first officers are and whom they trust at first; both are written when there
 * is no officer yet, and stand in the first records of that run. From then on the file changes nothing of it: whoever can edit a
 * file of this host is one person, and these things take two (EN 419 241-1 SRG_M).
 */
export type OfficerSeed = {
  /** Officers have decided here before this start: the file's word on trust is over. */
  readonly decide: boolean;
  /** Writes the first officers, if this is their start. */
  seed(trx: Transaction<Ledger>): Promise<readonly AuditEvent[]>;
};

/** Throws SamStartError `damaged` when the log names officers and the table has none. */
export async function seedOfficers(sam: Sam): Promise<OfficerSeed> {
  const there = (await officersIn(sam.db, sam.module)).length > 0;
  if (there) return { decide: true, seed: async () => [] };
  await requireNeverSeeded(sam);
  const { officers = [] } = sam.config;
  const rows = await Promise.all(officers.map((officer) => sealOfficer(sam.module, officer)));
  const seed = async (trx: Transaction<Ledger>) => {
    for (const row of rows) await insertOfficer(trx, row);
    return officers.map((officer) => aboutOfficer('OFFICER_SET', officer));
  };
  return { decide: false, seed };
}

/** An emptied table must not bring the first officers back, and not the file's word either. */
async function requireNeverSeeded({ db }: Sam): Promise<void> {
  const query = db
    .selectFrom('audit')
    .select('seq')
    .where('seq', '=', 2)
    .where('record', 'like', '%"ev":"OFFICER_SET"%');
  if ((await query.executeTakeFirst()) === undefined) return;
  throw new SamStartError(
    'damaged',
    'The officers that the log names are not in the database. Restore it from a backup.',
  );
}

import type { Transaction } from 'kysely';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { SamStartError } from '../start-error.ts';
import { replaceTrust, sealTrust } from '../trust/trust.ts';
import { aboutOfficer, insertOfficer, officersIn, sealOfficer } from './officer.ts';

/**
 * How configuration and officers meet. The file says who the first officers are and whom they trust at first; both are written when there
 * is no officer yet, and stand in the first records of that run. From then on the file changes nothing of it: whoever can edit a
 * file of this host is one person, and these things take two (EN 419 241-1 SRG_M). Without officers what is trusted is the file's word,
 * at each start. Of several SAMs that start at once one writes, and the others find what it wrote. The effect throws SamStartError
 * `damaged` when the log names officers and the table has none.
 */
export async function firstDecisions(sam: Sam): Promise<(trx: Transaction<Ledger>) => Promise<readonly AuditEvent[]>> {
  const { officers = [], trust } = sam.config;
  const rows = await Promise.all(officers.map((officer) => sealOfficer(sam.module, officer)));
  const trusted = await sealTrust(sam.module, trust);
  return async (trx) => {
    await trx.selectFrom('epoch').select('epoch').forUpdate().execute();
    if ((await officersIn(trx, sam.module)).length > 0) return [];
    await requireNeverSeeded(trx);
    for (const row of rows) await insertOfficer(trx, row);
    const { events } = await replaceTrust(trx, trusted);
    return [...officers.map((officer) => aboutOfficer('OFFICER_SET', officer)), ...events];
  };
}

/** An emptied table must not bring the first officers back, and not the file's word either. */
async function requireNeverSeeded(trx: Transaction<Ledger>): Promise<void> {
  const query = trx
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

import { type Kysely, sql } from 'kysely';
import type { Ledger } from '../database/ledger.ts';
import { SamStartError } from '../start-error.ts';

/** A small correction is none: clocks are disciplined to a second (EN 419 241-1 SRG_AA). */
const tolerance = 2_000;

/** A clock behind the log is wrong now or was wrong then. Throws SamStartError `clock`. */
export async function requireTimeAfterLog(db: Kysely<Ledger>, now: Date): Promise<void> {
  const last = await lastRecorded(db);
  if (last === undefined || now.getTime() + tolerance >= last.getTime()) return;
  const [log, clock] = [last.toISOString(), now.toISOString()];
  throw new SamStartError(
    'clock',
    `The log goes on to ${log}, and this clock says ${clock}. Set the clock right first.`,
  );
}

async function lastRecorded(db: Kysely<Ledger>): Promise<Date | undefined> {
  const { rows } = await sql<{ record: string }>`select record from audit
    join (select chain, max(seq) as seq from audit group by chain) as head using (chain, seq)`.execute(db);
  const times = rows.map(({ record }) => Date.parse(/"ts":"([^"]+)"/.exec(record)?.[1] ?? ''));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length === 0 ? undefined : new Date(Math.max(...known));
}

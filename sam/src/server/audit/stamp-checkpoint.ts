import { type Certificate, parseCertificate } from '@chancery/pki';
import type { Kysely } from 'kysely';
import type { CheckpointsToStamp, StampCheckpoint } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { trustedTsas } from '../trust/trust.ts';
import { checkpointHash, readCheckpoint } from './checkpoint.ts';
import { judgeStamp } from './stamp.ts';
import { lastCheckpoint } from './write-checkpoint.ts';

/** In milliseconds: how far time-stamped checkpoints lie apart. */
const apart = 3_600_000;

/**
 * The last checkpoint, when none was time-stamped for an hour: the SAM dials nobody, so the SSA fetches what it then hands in. Through
 * `prev`, one time-stamp says of all checkpoints before it when they were there.
 */
export async function checkpointsToStamp(sam: Sam): Promise<CheckpointsToStamp> {
  const last = await lastCheckpoint(sam.db);
  if (last === undefined || (await rootsOf(sam)).length === 0) return { checkpoints: [] };
  const before = await lastStamped(sam.db);
  if (before !== undefined && last.ts.getTime() - before.getTime() < apart) return { checkpoints: [] };
  return { checkpoints: [{ cp: last.cp, sha256: checkpointHash(last.jws).toString('base64url') }] };
}

async function lastStamped(db: Kysely<Ledger>): Promise<Date | undefined> {
  const query = db.selectFrom('checkpoint').select('ts').where('token', 'is not', null);
  return (await query.orderBy('cp', 'desc').limit(1).executeTakeFirst())?.ts;
}

/** Keeps a token that an authority of the officers' made over this very checkpoint. Refuses with `policy` or `not_found`. */
export async function stampCheckpoint(sam: Sam, { cp, token: given }: StampCheckpoint): Promise<object> {
  const token = Buffer.from(given, 'base64url');
  const row = await sam.db.selectFrom('checkpoint').select('jws').where('cp', '=', cp).executeTakeFirst();
  const checkpoint = readCheckpoint(row?.jws ?? '');
  if (checkpoint === undefined) return refuse('not_found', 'no such checkpoint');
  const verdict = judgeStamp(checkpoint, token, await rootsOf(sam));
  if (!verdict.ok) return refuse('policy', `time-stamp: ${verdict.reason}`);
  if (!verdict.trusted) return refuse('policy', 'time-stamp: by nobody whom officers trust');
  const stamped = verdict.genTime;
  if (stamped.getTime() > sam.clock().getTime() + 60_000) return refuse('policy', 'time-stamp: of a time to come');
  await sam.audit.commit(async (trx) => {
    const update = trx
      .updateTable('checkpoint')
      .set({ token, stamped })
      .where('cp', '=', cp)
      .where('token', 'is', null);
    const done = (await update.executeTakeFirst()).numUpdatedRows === 1n;
    const detail = { cp, time: stamped.toISOString() };
    return {
      value: undefined,
      events: done ? [{ ev: 'CHECKPOINT_STAMPED', outcome: 'ok', actor: 'ssa', detail }] : [],
    };
  });
  return {};
}

async function rootsOf(sam: Sam): Promise<readonly Certificate[]> {
  return (await trustedTsas(sam)).map(({ certificate }) => parseCertificate(Buffer.from(certificate, 'base64url')));
}

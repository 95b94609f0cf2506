import { sql, type Transaction } from 'kysely';
import type { Evidence, Scal } from '../../client/index.ts';
import type { TrustedOrganization } from '../config.ts';
import type { Ledger } from '../database/ledger.ts';
import { loadKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { sadLifetime } from '../signing/sad.ts';
import type { Challenge } from './challenge.ts';
import { verifyClient } from './evidence/client.ts';
import type { Effect } from './evidence-of-signer.ts';

/** An approval that no person watches: the organisation's own key signs the intent hash. */
export function isByClient({ asked }: Challenge): boolean {
  return asked.factors[0] === 'client';
}

/** An approval by a key of this organisation, good enough for what it is about. Refuses with `evidence_invalid` or `policy`. */
export async function requireClient(
  sam: Sam,
  challenge: Challenge,
  organization: TrustedOrganization,
  [proof]: readonly Evidence[],
): Promise<void> {
  if (proof?.kind !== 'client') return refuse('evidence_invalid', 'no approval by a client');
  const { hardware } = await verifyClient(proof, { organization, ih: challenge.ih, now: sam.clock() });
  if (!hardware && (await scalOf(sam, challenge)) === 2)
    refuse('policy', 'a key of SCAL 2 asks for an approval from hardware');
}

/** An enrolment is about no key yet. */
export async function scalOf(sam: Sam, { asked }: Challenge): Promise<Scal> {
  if (asked.key === undefined) return 1;
  return asked.kgen?.scal ?? (await loadKey(sam.db, sam.module, asked.key)).header.scal;
}

/**
 * What an organisation's own key may approve: how many at once, which kinds of documents, and how many a day, what this approval asks
 * for among them; the effect counts what was approved before, in its transaction. Refuses with `policy`.
 */
export function withinLimits(sam: Sam, { asked, signer }: Challenge, { limits = {} }: TrustedOrganization): Effect {
  const { perApproval, perDay, types } = limits;
  if (perApproval !== undefined && (asked.n ?? 0) > perApproval) refuse('policy', `more than ${perApproval} at once`);
  const other = types && asked.display?.find(({ type }) => !types.includes(type));
  if (other) refuse('policy', `documents of type ${other.type} are not sealed`);
  return async (trx) => {
    if (perDay !== undefined && (await madeToday(trx, signer, sam.clock())) + (asked.n ?? 0) > perDay)
      refuse('policy', `more than ${perDay} a day`);
    return [];
  };
}

const day = 86_400_000;

/**
 * Under a lock on the signer: two at once must not both be the last that is allowed. What counts is when it was approved, which the end
 * of its SAD tells: a question may have waited.
 */
async function madeToday(trx: Transaction<Ledger>, signer: string, now: Date): Promise<number> {
  await trx.selectFrom('signer').select('signer').where('signer', '=', signer).forUpdate().execute();
  const since = new Date(now.getTime() - day + sadLifetime);
  const { rows } = await sql<{ made: number }>`
    select count(*) as made from slot join challenge using (signer, chal)
    where slot.signer = ${signer} and challenge.state = 'activated' and challenge.sad_exp > ${since}`.execute(trx);
  return rows[0]?.made ?? 0;
}

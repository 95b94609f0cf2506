import { sql, type Transaction } from 'kysely';
import type { Ledger } from '../database/ledger.ts';
import { lockSigner } from '../factors/factor.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { activeSigner, changedSigner } from './signer.ts';

/**
 * Nothing that was asked of a signer, or approved by her, lives on: open questions are cancelled, approved slots that nobody has spent are
 * taken away, and what an approval goes on to allow, such as a phone that joins, is over by its time. The effect refuses with `policy` when
 * she changed meanwhile.
 */
export async function voided(sam: Sam, signer: string, restsUntil?: Date) {
  const rest = restsUntil === undefined ? {} : { rests_until: restsUntil };
  const change = await changedSigner(sam.db, sam.module, signer, { since: sam.clock(), ...rest });
  return async (trx: Transaction<Ledger>) => {
    await lockSigner(trx, signer);
    await change(trx);
    // In this order: an approval that is under way is waited for here, and its slots are seen by what follows.
    await sql`update challenge set state = 'cancelled' where signer = ${signer} and state = 'open'`.execute(trx);
    await trx.deleteFrom('slot').where('signer', '=', signer).where('state', '=', 'free').execute();
  };
}

/** Refuses with `expired` what was asked of her before. In whole seconds, as intents tell the time. */
export async function requireSince(sam: Sam, { asked }: { readonly asked: { sub: string; iat: number } }) {
  const { since } = await activeSigner(sam.db, sam.module, asked.sub);
  if (since !== null && asked.iat <= unixTime(since)) refuse('expired', 'asked before the signer began anew');
}

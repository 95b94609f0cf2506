import { sql, type Transaction } from 'kysely';
import type { DeviceEvidence } from '../../../client/index.ts';
import type { Ledger } from '../../database/ledger.ts';
import { type Device, deviceOf } from '../../factors/device.ts';
import { claimsOf, sealedBy } from '../../factors/device-jws.ts';
import { answerPrompt, numberOf } from '../../factors/device-prompt.ts';
import { b64u } from '../../keys/key-store.ts';
import { refuse } from '../../refusal.ts';
import type { Sam } from '../../sam.ts';
import type { Proof } from '../../trust/policy.ts';
import type { Challenge } from '../challenge.ts';

type Approved = { readonly proof: Proof; readonly effect: (trx: Transaction<Ledger>) => Promise<void> };

/** How a phone says that it verified its user. */
const verifications = ['biometric', 'passcode'];

/**
 * A yes of the signer's phone to this intent: its approving key has signed it, after the user was verified and, where a page asked, had
 * typed its number. The counter has risen before anything in it is judged, so that no yes is presented twice.
 * Refuses with `evidence_invalid`, or with `factor_locked` a phone that was wrong five times.
 */
export async function verifyDevice(sam: Sam, challenge: Challenge, { jws }: DeviceEvidence): Promise<Approved> {
  const device = await deviceOf(sam, challenge.signer, sealedBy(jws).device, 'active');
  const { chal, ih, num, ctr, uv } = await claimsOf(jws, device.is.auth, 'approve');
  const counter = requireCounter(ctr);
  await countAct(sam, device, counter);
  if (chal !== challenge.chal || ih !== b64u(challenge.ih)) return refuse('evidence_invalid', 'device: another intent');
  if (num !== (await numberTyped(sam, challenge))) return refuse('evidence_invalid', 'device: another number');
  if (!verifications.includes(uv as string)) return refuse('evidence_invalid', 'device: the user was not verified');
  return {
    proof: { kind: 'device', class: 'A', categories: ['possession', 'knowledge'], factor: device.factor, counter },
    effect: async (trx) => {
      await answerPrompt(trx, challenge, 'approved');
      await forgive(trx, device, counter);
    },
  };
}

/** There is none to type where no page shows one. */
function numberTyped(sam: Sam, challenge: Challenge): Promise<string> | undefined {
  return challenge.asked.push ? undefined : numberOf(sam, challenge);
}

export function requireCounter(ctr: unknown): number {
  return Number.isSafeInteger(ctr) && (ctr as number) > 0 ? (ctr as number) : refuse('evidence_invalid', 'no counter');
}

const maxFails = 5;

/** One statement that all nodes share: only what the device itself signed counts, so a stranger suspends nobody's phone. */
async function countAct({ db }: Sam, { signer, factor, mac }: Device, counter: number): Promise<void> {
  const { rows } = await sql`update factor set counter = ${counter}, fails = fails + 1
    where signer = ${signer} and factor = ${factor} and mac = ${mac} and counter < ${counter} and fails < ${maxFails}
    returning fails`.execute(db);
  if (rows.length === 1) return;
  const query = db.selectFrom('factor').select('fails').where('signer', '=', signer).where('factor', '=', factor);
  const suspended = ((await query.executeTakeFirst())?.fails ?? 0) >= maxFails;
  refuse(suspended ? 'factor_locked' : 'evidence_invalid', suspended ? 'device suspended' : 'device: an old counter');
}

/** Within the activation: the device must still be what it was. */
async function forgive(trx: Transaction<Ledger>, { signer, factor, mac }: Device, counter: number): Promise<void> {
  const update = trx.updateTable('factor').set({ fails: 0 }).where('signer', '=', signer).where('factor', '=', factor);
  const same = update.where('mac', '=', mac).where('counter', '>=', counter);
  if ((await same.executeTakeFirst()).numUpdatedRows !== 1n) refuse('evidence_invalid', 'the device changed meanwhile');
}

import type { Kysely, Transaction } from 'kysely';
import type { DeviceStanding } from '../../client/index.ts';
import { aboutChallenge, type Challenge, loadChallenge, requireOpen } from '../approval/challenge.ts';
import { requireEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { sealRow } from '../database/row-seal.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { activeDevices } from './device.ts';
import { lockSigner } from './factor.ts';

/**
 * A question to the signer's phones. The approval page shows two digits that the signer types on the phone, so that nobody says yes to
 * what she is not looking at; and whoever asks again and again is made to wait.
 */
export async function promptDevice(sam: Sam, { chal }: { readonly chal: string }): Promise<DeviceStanding> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  const standing = await deviceStanding(sam, challenge);
  if (standing === undefined) return refuse('policy', 'no device is asked here');
  const number = await numberOf(sam, challenge);
  if (standing.number === undefined) await ask(sam, challenge);
  return { models: standing.models, number };
}

/** Refuses with `rate`. */
export async function askDevices(
  trx: Transaction<Ledger>,
  { signer, chal }: Pick<Challenge, 'signer' | 'chal'>,
  now: Date,
): Promise<void> {
  await lockSigner(trx, signer);
  if ((await quietUntil(trx, signer, now)) > now) refuse('rate', 'too many questions without an answer');
  const insert = trx.insertInto('prompt').values({ signer, chal, sent: now, state: 'sent' });
  await insert.onConflict((oc) => oc.doNothing()).execute();
}

async function ask(sam: Sam, challenge: Challenge): Promise<void> {
  await sam.audit.commit(async (trx) => {
    await askDevices(trx, challenge, sam.clock());
    return { value: undefined, events: [aboutChallenge(challenge, 'DEVICE_ASKED')] };
  });
}

const [most, within, quiet] = [3, 600_000, 1_800_000];

/** Three questions in ten minutes that nobody said yes to are followed by half an hour without one. */
async function quietUntil(db: Kysely<Ledger>, signer: string, now: Date): Promise<Date> {
  const query = db.selectFrom('prompt').select('sent').where('signer', '=', signer).where('state', '<>', 'approved');
  const recent = query.where('sent', '>', new Date(now.getTime() - within - quiet));
  const sent = (await recent.orderBy('sent', 'desc').execute()).map((row) => row.sent.getTime());
  const bursts = sent.filter((last, i) => last - (sent[i + most - 1] ?? Number.NEGATIVE_INFINITY) <= within);
  return new Date(Math.max(0, ...bursts.map((last) => last + quiet)));
}

/** Undefined where no way asks for a device, or the signer has none. */
export async function deviceStanding(sam: Sam, challenge: Challenge): Promise<DeviceStanding | undefined> {
  const { asked, signer, chal } = challenge;
  if (!asked.factors.some((way) => way.split('+').includes('device'))) return undefined;
  const models = (await activeDevices(sam.db, signer)).map(({ model }) => model);
  if (models.length === 0) return undefined;
  if (await isAsked(sam.db, signer, chal)) return { models, number: await numberOf(sam, challenge) };
  const until = await quietUntil(sam.db, signer, sam.clock());
  return until > sam.clock() ? { models, notBefore: unixTime(until) } : { models };
}

async function isAsked(db: Kysely<Ledger>, signer: string, chal: string): Promise<boolean> {
  const query = db.selectFrom('prompt').select('chal').where('signer', '=', signer).where('chal', '=', chal);
  return (await query.where('state', '=', 'sent').executeTakeFirst()) !== undefined;
}

/** The two digits of this intent; they are kept nowhere and go to no phone. */
export async function numberOf({ module }: Sam, { chal, ih }: Challenge): Promise<string> {
  const mac = Buffer.from(await sealRow(module, 'number', { chal, ih: b64u(ih) }));
  return String(10 + (mac.readUInt32BE() % 90));
}

/** sent → approved or denied. Refuses with `evidence_invalid` what no device was asked, or was answered. */
export async function answerPrompt(
  trx: Transaction<Ledger>,
  { signer, chal }: Challenge,
  state: 'approved' | 'denied',
): Promise<void> {
  const update = trx.updateTable('prompt').set({ state }).where('signer', '=', signer).where('chal', '=', chal);
  if ((await update.where('state', '=', 'sent').executeTakeFirst()).numUpdatedRows !== 1n)
    refuse('evidence_invalid', 'no device was asked this');
}

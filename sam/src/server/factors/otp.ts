import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, sql, type Transaction } from 'kysely';
import { canonicalize, type OtpStanding } from '../../client/index.ts';
import { type Address, addressMac, addressOf } from '../approval/address.ts';
import { aboutChallenge, type Challenge, loadChallenge, requireOpen } from '../approval/challenge.ts';
import { scalOf } from '../approval/seal-approval.ts';
import { requireEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { lockSigner } from './factor.ts';
import { otpMessage } from './otp-message.ts';

/**
 * One-time passwords, made by the SAM for one intent. What is kept is a MAC of the module over password, challenge, intent and
 * end (EN 419 241-2, R.RAD): a row moved to another challenge, or made to last longer, fits no password.
 */
const lifetime = 300_000;
const maxTries = 3;
const maxTriesADay = 10;
const day = 86_400_000;

/** Sends a new one, in the place of an earlier one of this challenge. Refuses with `policy`, `rate` or `module_unavailable`. */
export async function sendOtp(sam: Sam, { chal }: { readonly chal: string }): Promise<OtpStanding> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  const address = await addressFor(sam, challenge);
  const otp = String(randomInt(1_000_000)).padStart(6, '0');
  await keep(sam, challenge, address, otp);
  await sam.gateway?.send({ to: address.to, ...otpMessage(challenge.asked, otp) });
  return otpStanding(sam, challenge, address);
}

/** Refuses with `policy` where no way asks for one, nobody would carry it, or mail is too weak for what is asked. */
async function addressFor(sam: Sam, challenge: Challenge): Promise<Address> {
  if (!asksForOtp(challenge) || sam.gateway === undefined) return refuse('policy', 'no one-time password here');
  const address = await addressOf(sam, challenge.signer);
  if (address === undefined) return refuse('policy', 'no address of this signer');
  const strict = challenge.purpose === 'factor.change' || (await scalOf(sam, challenge)) === 2;
  return strict && address.channel === 'email' ? refuse('policy', 'mail is not enough for SCAL2') : address;
}

function asksForOtp({ asked }: Pick<Challenge, 'asked'>): boolean {
  return asked.factors.some((way) => way.split('+').includes('otp'));
}

async function keep(sam: Sam, challenge: Challenge, { to, channel }: Address, otp: string): Promise<void> {
  const { signer, chal } = challenge;
  const now = sam.clock();
  const exp = new Date(now.getTime() + lifetime);
  const row = { verifier: await verifierOf(sam.module, challenge, otp, exp), exp, created: now };
  const address = await addressMac(sam.module, to);
  await sam.audit.commit(async (trx) => {
    await lockSigner(trx, signer);
    const again = await nextSending(trx, address, now);
    if (again > now) refuse('rate', 'too many messages to this address');
    await trx.insertInto('message').values({ signer, address, sent: now, chal }).execute();
    const insert = trx.insertInto('otp').values({ signer, chal, ...row });
    await insert.onConflict((oc) => oc.columns(['signer', 'chal']).doUpdateSet(row)).execute();
    return { value: undefined, events: [aboutChallenge(challenge, 'OTP_SENT', { channel })] };
  });
}

/** To one address: half a minute apart, three in ten minutes, ten a day. */
const sendings = [
  { most: 1, within: 30_000 },
  { most: 3, within: 600_000 },
  { most: 10, within: day },
] as const;

async function nextSending(db: Kysely<Ledger>, address: Uint8Array, now: Date): Promise<Date> {
  const query = db.selectFrom('message').select('sent').where('address', '=', address);
  const since = new Date(now.getTime() - day);
  const sent = await query.where('sent', '>', since).orderBy('sent', 'desc').limit(10).execute();
  const free = sendings.map(({ most, within }) => (sent[most - 1]?.sent.getTime() ?? 0) + within);
  return new Date(Math.max(now.getTime(), ...free));
}

/** How it stands with one-time passwords of a challenge. */
export async function otpStanding(
  sam: Sam,
  { signer, chal }: Challenge,
  { to, masked }: Address,
): Promise<OtpStanding> {
  const query = sam.db.selectFrom('otp').select(['tries', 'exp']).where('signer', '=', signer).where('chal', '=', chal);
  const row = await query.executeTakeFirst();
  const again = await nextSending(sam.db, await addressMac(sam.module, to), sam.clock());
  const left = Math.min(maxTries - (row?.tries ?? 0), maxTriesADay - (await triesToday(sam.db, signer, sam.clock())));
  const exp = row === undefined ? {} : { exp: unixTime(row.exp) };
  return { to: masked, left: Math.max(0, left), ...exp, again: unixTime(again) };
}

async function triesToday(db: Kysely<Ledger>, signer: string, now: Date): Promise<number> {
  const since = new Date(now.getTime() - day);
  const { rows } = await sql<{ tries: number }>`select coalesce(sum(tries), 0)::bigint as tries from otp
    where signer = ${signer} and created > ${since}`.execute(db);
  return rows[0]?.tries ?? 0;
}

/**
 * Judges an attempt that was counted before: three to a challenge, ten to a signer and day. Refuses with `evidence_invalid`, or with
 * `factor_locked` when there were too many.
 */
export async function requireOtp(sam: Sam, challenge: Challenge, otp: string): Promise<void> {
  const row = await countTry(sam, challenge);
  if (row === undefined) return refuse('factor_locked', 'one-time password: none, over, or tried too often');
  const verifier = await verifierOf(sam.module, challenge, otp, row.exp);
  const right = row.verifier.length === verifier.length && timingSafeEqual(verifier, row.verifier);
  if (!right) refuse('evidence_invalid', `wrong one-time password, ${row.tries} for this challenge`);
}

async function countTry(sam: Sam, { signer, chal }: Challenge) {
  const now = sam.clock();
  return sam.db.transaction().execute(async (trx) => {
    await lockSigner(trx, signer);
    if ((await triesToday(trx, signer, now)) >= maxTriesADay) return undefined;
    const { rows } = await sql<{ verifier: Uint8Array; exp: Date; tries: number }>`update otp set tries = tries + 1
      where signer = ${signer} and chal = ${chal} and tries < ${maxTries} and exp > ${now}
      returning verifier, exp, tries`.execute(trx);
    return rows[0];
  });
}

/** A right one that approved something is gone, and does not count as an attempt. */
export async function forgetOtp(trx: Transaction<Ledger>, { signer, chal }: Challenge): Promise<void> {
  await trx.deleteFrom('otp').where('signer', '=', signer).where('chal', '=', chal).execute();
}

async function verifierOf(module: CryptoModule, { chal, ih }: Challenge, otp: string, exp: Date): Promise<Uint8Array> {
  const matter = canonicalize({ v: 'chancery-otp-v1', otp, chal, ih: b64u(ih), exp: exp.toISOString() });
  const value = createHash('sha256').update(matter).digest();
  return (await module.call({ command: 'pepper', key: 'otp', value })).mac;
}

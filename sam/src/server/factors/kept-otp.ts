import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, sql, type Transaction } from 'kysely';
import { canonicalize, type OtpStanding } from '../../client/index.ts';
import { type Address, addressMac } from '../approval/address.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { lockSigner } from './factor.ts';

/**
 * One-time passwords as they are kept: a MAC of the module over password, what it is for and its end (EN 419 241-2, R.RAD). A row moved to
 * another purpose, or made to last longer, fits no password.
 */
const lifetime = 300_000;
const maxTries = 3;
const maxTriesADay = 10;
const day = 86_400_000;

/** What one is made for: the challenge with its intent hash (b64u), or a name in its place that no challenge has. */
export type OtpFor = { readonly signer: string; readonly chal: string; readonly ih: string };

export function newOtp(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** In the place of an earlier one for the same. Refuses with `rate`. */
export async function keepOtp(
  sam: Sam,
  of: OtpFor,
  { to, channel }: Address,
  otp: string,
  sent: AuditEvent,
): Promise<void> {
  const { signer, chal } = of;
  const now = sam.clock();
  const exp = new Date(now.getTime() + lifetime);
  const row = { verifier: await verifierOf(sam.module, of, otp, exp), exp, created: now };
  const address = await addressMac(sam.module, to);
  const detail = { ...(sent.detail as object), channel };
  await sam.audit.commit(async (trx) => {
    await lockSigner(trx, signer);
    const again = await nextSending(trx, address, now);
    if (again > now) refuse('rate', 'too many messages to this address');
    await trx.insertInto('message').values({ signer, address, sent: now, chal }).execute();
    const insert = trx.insertInto('otp').values({ signer, chal, ...row });
    await insert.onConflict((oc) => oc.columns(['signer', 'chal']).doUpdateSet(row)).execute();
    return { value: undefined, events: [{ ...sent, detail }] };
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

/** How it stands with one-time passwords for this. */
export async function otpStanding(
  sam: Sam,
  { signer, chal }: Pick<OtpFor, 'signer' | 'chal'>,
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
 * Judges an attempt, which is counted before it is looked at: three for one, ten to a signer and day. Undefined when there is none, or
 * there were too many.
 */
export async function judgeOtp(
  sam: Sam,
  of: OtpFor,
  otp: string,
): Promise<{ readonly right: boolean; readonly tries: number } | undefined> {
  const row = await countTry(sam, of);
  if (row === undefined) return undefined;
  const verifier = await verifierOf(sam.module, of, otp, row.exp);
  return {
    right: row.verifier.length === verifier.length && timingSafeEqual(verifier, row.verifier),
    tries: row.tries,
  };
}

async function countTry(sam: Sam, { signer, chal }: OtpFor) {
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

/** A right one that approved something is gone, and does not count as an attempt. False where there is none any more. */
export async function forgetOtp(
  trx: Transaction<Ledger>,
  { signer, chal }: Pick<OtpFor, 'signer' | 'chal'>,
): Promise<boolean> {
  const row = trx.deleteFrom('otp').where('signer', '=', signer).where('chal', '=', chal);
  return (await row.executeTakeFirst()).numDeletedRows === 1n;
}

async function verifierOf(module: CryptoModule, { chal, ih }: OtpFor, otp: string, exp: Date): Promise<Uint8Array> {
  const matter = canonicalize({ v: 'chancery-otp-v1', otp, chal, ih, exp: exp.toISOString() });
  const value = createHash('sha256').update(matter).digest();
  return (await module.call({ command: 'pepper', key: 'otp', value })).mac;
}

import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, sql } from 'kysely';
import type { Fetched } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { factorOf } from './factor.ts';
import { newPinData, nobody, type PinData, type PinOf, pinMatches } from './pin-verifier.ts';
import { isWeakPin } from './weak-pin.ts';

/** PINs: the explicit one of a SCAL1 credential, and a signer's own beside another factor. */

/** The factor that is the explicit PIN of a key. */
export function pinFactor(key: string): string {
  return `pin:${key}`;
}

/** What is kept of a new PIN. Refuses with `pin_invalid` one that is guessed first. */
export async function newPin(module: CryptoModule, of: PinOf, pin: string): Promise<PinData> {
  if (isWeakPin(pin)) refuse('pin_invalid', 'PIN too weak');
  return newPinData(module, of, pin);
}

type Judgement =
  | { readonly is: 'right'; readonly otp: boolean }
  | { readonly is: 'none' | 'locked' }
  | { readonly is: 'wrong'; readonly fails: number };

/**
 * Judges an attempt. The counter has risen before the PIN is looked at, by one conditional statement that all nodes share, so
 * that guesses at once are counted as guesses one by one. Whatever it is, it takes as long.
 */
export async function judgePin(sam: Sam, of: PinOf, pin: string): Promise<Judgement> {
  const factor = await factorOf(sam.db, sam.module, of.signer, of.factor);
  const data = factor === undefined ? nobody : (JSON.parse(factor.data) as PinData);
  const fails = factor === undefined ? undefined : await countAttempt(sam.db, of, sam.clock());
  const right = await pinMatches(sam.module, of, pin, data);
  if (fails === undefined) return { is: factor === undefined ? 'none' : 'locked' };
  if (!right) return { is: 'wrong', fails };
  await resetAttempts(sam.db, of, fails);
  return { is: 'right', otp: data.otp === true };
}

/** Whether the explicit PIN of a key stands beside a one-time password. */
export async function asksForOtp({ db, module }: Sam, signer: string, key: string): Promise<boolean> {
  const factor = await factorOf(db, module, signer, pinFactor(key));
  return factor !== undefined && (JSON.parse(factor.data) as PinData).otp === true;
}

/**
 * Returns whether a one-time password is asked for beside it. Refuses with `pin_invalid`: a wrong PIN, an unknown one and a locked one are
 * not told apart, in words or in time.
 */
export async function requirePin(
  sam: Sam,
  signer: string,
  key: string,
  pin: string,
): Promise<{ readonly otp: boolean }> {
  const judgement = await judgePin(sam, { signer, factor: pinFactor(key) }, pin);
  if (judgement.is === 'right') return judgement;
  return refuse(
    'pin_invalid',
    judgement.is === 'wrong' ? `wrong PIN, ${judgement.fails} in a row` : `PIN: ${judgement.is}`,
  );
}

/** How many attempts are left before the next lock, and until when (unix seconds) one stands; none where there is no PIN. */
export async function attemptsLeft(sam: Sam, { signer, factor }: PinOf): Promise<NonNullable<Fetched['pin']>> {
  const query = sam.db.selectFrom('factor').select(['fails', 'locked_until']).where('signer', '=', signer);
  const row = await query.where('factor', '=', factor).executeTakeFirst();
  if (row === undefined) return { left: 0 };
  const { fails, locked_until: until } = row;
  if (until === null) return { left: maxFails - fails };
  // PostgreSQL's infinity arrives as a number: locked for good.
  if (!(until instanceof Date)) return { left: 0 };
  return until > sam.clock() ? { left: 0, lockedUntil: unixTime(until) } : { left: maxFails };
}

const maxFails = 5;

/** Counts an attempt before it is judged; undefined while locked. Five make a lock of 15 minutes, the next five of a day. */
async function countAttempt(db: Kysely<Ledger>, of: PinOf, now: Date): Promise<number | undefined> {
  const until = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const { rows } = await sql<{ fails: number }>`update factor set
      fails = (case when locked_until is null then fails else 0 end) + 1,
      series = case when locked_until is null and fails + 1 = ${maxFails} then series + 1 else series end,
      locked_until = case when locked_until is not null or fails + 1 < ${maxFails} then null
        when series = 0 then ${until(15)}::timestamptz
        when series = 1 then ${until(24 * 60)}::timestamptz
        else 'infinity'::timestamptz end
    where signer = ${of.signer} and factor = ${of.factor} and (locked_until is null or locked_until <= ${now})
    returning fails`.execute(db);
  return rows[0]?.fails;
}

// Only if no other attempt was counted meanwhile.
async function resetAttempts(db: Kysely<Ledger>, { signer, factor }: PinOf, seen: number): Promise<void> {
  const none = { fails: 0, series: 0, locked_until: null };
  const update = db.updateTable('factor').set(none).where('signer', '=', signer).where('factor', '=', factor);
  await update.where('fails', '=', seen).execute();
}

import type { OtpStanding } from '../../client/index.ts';
import { type Address, addressOf } from '../approval/address.ts';
import { aboutChallenge, type Challenge, loadChallenge, requireOpen } from '../approval/challenge.ts';
import { scalOf } from '../approval/seal-approval.ts';
import { requireEpoch } from '../database/epoch.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { judgeOtp, keepOtp, newOtp, type OtpFor, otpStanding } from './kept-otp.ts';
import { otpMessage } from './otp-message.ts';

/** One-time passwords, made by the SAM for one intent and typed on the approval page. */

function forIntent({ signer, chal, ih }: Challenge): OtpFor {
  return { signer, chal, ih: b64u(ih) };
}

/** Sends a new one, in the place of an earlier one of this challenge. Refuses with `policy`, `rate` or `module_unavailable`. */
export async function sendOtp(sam: Sam, { chal }: { readonly chal: string }): Promise<OtpStanding> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  const address = await addressFor(sam, challenge);
  const otp = newOtp();
  await keepOtp(sam, forIntent(challenge), address, otp, aboutChallenge(challenge, 'OTP_SENT'));
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

/** Refuses with `evidence_invalid`, or with `factor_locked` when there was none, or there were too many attempts. */
export async function requireOtp(sam: Sam, challenge: Challenge, otp: string): Promise<void> {
  const judged = await judgeOtp(sam, forIntent(challenge), otp);
  if (judged === undefined) return refuse('factor_locked', 'one-time password: none, over, or tried too often');
  if (!judged.right) refuse('evidence_invalid', `wrong one-time password, ${judged.tries} for this challenge`);
}

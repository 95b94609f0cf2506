import type { Transaction } from 'kysely';
import type { ExplicitOtp, OtpStanding } from '../../client/index.ts';
import { type Address, addressOf } from '../approval/address.ts';
import { activeSigner } from '../approval/signer.ts';
import type { Ledger } from '../database/ledger.ts';
import { findKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { forgetOtp, judgeOtp, keepOtp, newOtp, type OtpFor, otpStanding } from './kept-otp.ts';
import { asksForOtp } from './pin.ts';

/**
 * The one-time password beside the explicit PIN of a SCAL1 key (CSC v1 credentials/sendOTP and authorize). Like the PIN it passes the SSA,
 * so it proves nothing against it; it is made for one key and good for one authorization.
 */
type OfKey = Pick<ExplicitOtp, 'signer' | 'key'>;

/** No challenge is called so, and no intent has that hash. */
function forKey({ signer, key }: OfKey): OtpFor {
  return { signer, chal: `otp:${key}`, ih: '-' };
}

/** Sends a new one in the place of an earlier one. Refuses with `policy` where this key has none, `rate` or `module_unavailable`. */
export async function sendExplicitOtp(sam: Sam, request: ExplicitOtp): Promise<OtpStanding> {
  const { signer, key, client, clientName } = request;
  const address = await addressFor(sam, request);
  const otp = newOtp();
  const about = { subject: signer, object: key, client };
  await keepOtp(sam, forKey(request), address, otp, { ev: 'OTP_SENT', outcome: 'ok', actor: 'ssa', ...about });
  await sam.gateway?.send({ to: address.to, text: message(clientName, otp), lang: 'en' });
  return otpStanding(sam, forKey(request), address);
}

async function addressFor(sam: Sam, { signer, key }: OfKey): Promise<Address> {
  const found = await findKey(sam.db, sam.module, key);
  const hers = found?.signer === signer && found.header.state === 'active';
  if (!hers || !(await asksForOtp(sam, signer, key))) return refuse('policy', 'no one-time password for this key');
  await activeSigner(sam.db, sam.module, signer);
  return whereTo(sam, signer);
}

/** Refuses with `policy` where nobody would carry one, or it is not known where to. */
export async function whereTo(sam: Sam, signer: string): Promise<Address> {
  const address = sam.gateway === undefined ? undefined : await addressOf(sam, signer);
  return address ?? refuse('policy', 'no address of this signer');
}

function message(clientName: string, otp: string): string {
  return `${clientName} asks for a code to sign with your key.\nCode: ${otp}, for five minutes. Type it where you are signing, and tell it to nobody.`;
}

/**
 * A wrong one is counted; a right one stays until what it authorizes is written, which takes it away. Refuses with `otp_invalid` for a wrong
 * one, none and too many attempts alike.
 */
export async function requireExplicitOtp(sam: Sam, of: OfKey, otp: string | undefined) {
  const judged = otp === undefined ? undefined : await judgeOtp(sam, forKey(of), otp);
  if (judged === undefined) return refuse('otp_invalid', 'one-time password: none, over, or tried too often');
  if (!judged.right) refuse('otp_invalid', `wrong one-time password, ${judged.tries} for this key`);
  return async (trx: Transaction<Ledger>) => {
    if (!(await forgetOtp(trx, forKey(of)))) refuse('otp_invalid', 'used meanwhile');
  };
}

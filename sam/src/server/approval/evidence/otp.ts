import type { OtpEvidence } from '../../../client/index.ts';
import { openSecret } from '../../database/sealed-secret.ts';
import { requireOtp } from '../../factors/otp.ts';
import { b64u } from '../../keys/key-store.ts';
import { refuse } from '../../refusal.ts';
import type { Sam } from '../../sam.ts';
import type { Proof } from '../../trust/policy.ts';
import { addressOf, ownAddress } from '../address.ts';
import type { Challenge } from '../challenge.ts';

/**
 * The one-time password that was sent for this intent: who typed it has the phone. Whoever reads a mailbox need not have anything, so
 * by mail it never decides (NIST SP 800-63B, 5.1.3.1). Refuses with `evidence_invalid` or `factor_locked`.
 */
export async function verifyOtp(sam: Sam, challenge: Challenge, { jwe }: OtpEvidence): Promise<Proof> {
  const otp = await openSecret(sam.module, jwe, { typ: 'chancery-otp', to: b64u(challenge.ih) });
  const address = await addressOf(sam, challenge.signer);
  if (address === undefined) return refuse('evidence_invalid', 'no address of this signer');
  await requireOtp(sam, challenge, otp);
  const byPhone = address.channel === 'sms';
  return { kind: 'otp', class: byPhone ? 'B' : 'C', categories: ['possession'], factor: ownAddress };
}

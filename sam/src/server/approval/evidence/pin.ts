import type { PinEvidence } from '../../../client/index.ts';
import { openSecret } from '../../database/sealed-secret.ts';
import { judgePin } from '../../factors/pin.ts';
import { refuse } from '../../refusal.ts';
import type { Sam } from '../../sam.ts';
import type { Proof } from '../../trust/policy.ts';

/** The factor that is a signer's own PIN. It decides nothing by itself: it adds what the signer knows to what she has. */
export const ownPin = 'pin';

/** Whose PIN was typed, about what (b64u). */
export type PinOfIntent = { readonly signer: string; readonly ih: string };

/**
 * The signer's PIN, typed for this intent. The attempt is counted before it is judged. Refuses with `evidence_invalid`, or with
 * `factor_locked` once too many were wrong.
 */
export async function verifyPin(sam: Sam, of: PinOfIntent, { jwe }: PinEvidence): Promise<Proof> {
  const pin = await typedPin(sam, of, jwe);
  const judgement = await judgePin(sam, { signer: of.signer, factor: ownPin }, pin);
  if (judgement.is === 'locked') return refuse('factor_locked', 'PIN locked');
  if (judgement.is === 'none') return refuse('evidence_invalid', 'no PIN');
  if (judgement.is === 'wrong') return refuse('evidence_invalid', `wrong PIN, ${judgement.fails} in a row`);
  return { kind: 'pin', class: 'C', categories: ['knowledge'], factor: ownPin };
}

export function typedPin({ module }: Sam, { ih }: PinOfIntent, jwe: string): Promise<string> {
  return openSecret(module, jwe, { typ: 'chancery-pin', to: ih });
}

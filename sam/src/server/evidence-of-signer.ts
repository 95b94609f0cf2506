import type { Transaction } from 'kysely';
import type { Evidence } from '../client/index.ts';
import type { Challenge } from './challenge.ts';
import type { TrustedOrganization } from './config.ts';
import { type Ceremony, verifyAssertion } from './evidence/webauthn.ts';
import { factorOf, type PasskeyData, raiseCounter } from './factor.ts';
import type { Ledger } from './ledger.ts';
import { requireRepresentative } from './organization.ts';
import { refuse } from './refusal.ts';
import type { Sam } from './sam.ts';

/** What else an activation writes, once its evidence is verified. */
export type Effect = (trx: Transaction<Ledger>) => Promise<void>;

/** Where and over what an act must have happened: the approval page of the configuration, the intent of the challenge. */
export function ceremonyOf(sam: Sam, { ih, asked }: Challenge): Ceremony {
  return { ih, origin: sam.config.sicOrigin, rpId: asked.rp_id };
}

/**
 * An assertion by a passkey of this signer, of an organisation by that of who represents it. The effect raises its counter. Refuses with
 * `evidence_invalid` or `policy`.
 */
export async function requireAssertion(
  sam: Sam,
  challenge: Challenge,
  organization: TrustedOrganization | undefined,
  [proof]: readonly Evidence[],
): Promise<Effect> {
  if (proof?.kind !== 'webauthn') return refuse('evidence_invalid', 'no assertion');
  const { signer } = challenge;
  const factor = await factorOf(sam.db, sam.module, signer, proof.id);
  if (factor?.kind !== 'webauthn') return refuse('evidence_invalid', 'not a passkey of this signer');
  const passkey = JSON.parse(factor.data) as PasskeyData;
  if (organization !== undefined) requireRepresentative(organization, passkey.representative);
  const counter = verifyAssertion(proof, passkey, ceremonyOf(sam, challenge));
  return (trx) => raiseCounter(trx, signer, proof.id, counter);
}

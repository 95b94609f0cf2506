import type { Transaction } from 'kysely';
import type { Evidence, WebauthnAssertion } from '../client/index.ts';
import type { Challenge } from './challenge.ts';
import type { TrustedOrganization } from './config.ts';
import { type Ceremony, verifyAssertion } from './evidence/webauthn.ts';
import { factorOf, type PasskeyData, raiseCounter } from './factor.ts';
import type { Ledger } from './ledger.ts';
import { requireRepresentative } from './organization.ts';
import { type Proof, satisfies } from './policy.ts';
import { refuse } from './refusal.ts';
import type { Sam } from './sam.ts';
import { scalOf } from './seal-approval.ts';
import { policyOf } from './trust.ts';

/** What else an activation writes, once its evidence is verified. */
export type Effect = (trx: Transaction<Ledger>) => Promise<void>;

/** A piece of evidence that was verified: what it proves, and what its use changes. */
type Verified = { readonly proof: Proof; readonly effect: Effect };

/** Where and over what an act must have happened: the approval page of the configuration, the intent of the challenge. */
export function ceremonyOf(sam: Sam, { ih, asked }: Challenge): Ceremony {
  return { ih, origin: sam.config.sicOrigin, rpId: asked.rp_id };
}

/**
 * Proofs of this signer, of an organisation those of who represents it, that are enough for what is asked by the policy
 * of now: officers may have changed it since the question. Refuses with `evidence_invalid` or `policy`.
 */
export async function requireProofs(
  sam: Sam,
  challenge: Challenge,
  organization: TrustedOrganization | undefined,
  evidence: readonly Evidence[],
): Promise<Effect> {
  const verified: Verified[] = [];
  for (const one of evidence) verified.push(await verify(sam, challenge, organization, one));
  const stake = { scal: await scalOf(sam, challenge), purpose: challenge.purpose };
  const proofs = verified.map(({ proof }) => proof);
  const policy = await policyOf(sam, challenge.asked.group);
  if (!satisfies(policy, stake, proofs)) refuse('policy', `${policy.id}: not enough: ${JSON.stringify(proofs)}`);
  return async (trx) => {
    for (const { effect } of verified) await effect(trx);
  };
}

/** By its kind; each carries the intent hash. */
async function verify(
  sam: Sam,
  challenge: Challenge,
  organization: TrustedOrganization | undefined,
  evidence: Evidence,
): Promise<Verified> {
  if (evidence.kind === 'webauthn') return verifyPasskey(sam, challenge, organization, evidence);
  return refuse('evidence_invalid', `no proof of a signer: ${evidence.kind}`);
}

/** The effect raises the counter of the passkey. */
async function verifyPasskey(
  sam: Sam,
  challenge: Challenge,
  organization: TrustedOrganization | undefined,
  assertion: WebauthnAssertion,
): Promise<Verified> {
  const { signer } = challenge;
  const factor = await factorOf(sam.db, sam.module, signer, assertion.id);
  if (factor?.kind !== 'webauthn') return refuse('evidence_invalid', 'not a passkey of this signer');
  const passkey = JSON.parse(factor.data) as PasskeyData;
  if (organization !== undefined) requireRepresentative(organization, passkey.representative);
  const counter = verifyAssertion(assertion, passkey, ceremonyOf(sam, challenge));
  return {
    proof: { kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'], factor: assertion.id },
    effect: (trx) => raiseCounter(trx, signer, assertion.id, counter),
  };
}

import type { Transaction } from 'kysely';
import type { AssuranceLevel, Evidence, Identity, Json, WebauthnAssertion } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { TrustedOrganization } from '../config.ts';
import type { Ledger } from '../database/ledger.ts';
import { factorOf, type PasskeyData, raiseCounter } from '../factors/factor.ts';
import { forgetOtp } from '../factors/kept-otp.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { authenticationLevel, lower, namesOf } from '../trust/assurance.ts';
import { personOf, requireRepresentative } from '../trust/organization.ts';
import { allowsPush, consent, type Proof, satisfies } from '../trust/policy.ts';
import { policyOf } from '../trust/trust.ts';
import type { Challenge } from './challenge.ts';
import { verifyDevice } from './evidence/device.ts';
import { verifyOtp } from './evidence/otp.ts';
import { type PinOfIntent, verifyPin } from './evidence/pin.ts';
import { type Ceremony, verifyAssertion } from './evidence/webauthn.ts';
import { type LoginEvidence, verifyLogin } from './login-of-person.ts';
import { scalOf } from './seal-approval.ts';

/** What else an activation writes, once its evidence is verified; returns what the log says of it beside the activation. */
export type Effect = (trx: Transaction<Ledger>) => Promise<readonly AuditEvent[]>;

/** What was verified of one act: what it writes, and what the audit log says of it. `afterwards` is done when all of it is. */
export type Act = {
  readonly effect: Effect;
  readonly facts: { readonly [name: string]: Json };
  readonly afterwards?: () => Promise<void>;
};

/** Who must have acted: the signer by what was proven at enrolment, with the organisation as officers know it if it is one. */
export type Acting = { readonly identity: Identity; readonly organization: TrustedOrganization | undefined };

/** A piece of evidence that was verified: what it proves, and what its use changes. */
type Verified = { readonly proof: Proof; readonly effect: (trx: Transaction<Ledger>) => Promise<void> };

const nothing = async () => {};

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
  signer: Acting,
  evidence: readonly Evidence[],
): Promise<Act> {
  const verified: Verified[] = [];
  for (const one of evidence) {
    requireCompany(one, verified);
    verified.push(await verify(sam, challenge, signer, one));
  }
  const stake = { scal: await scalOf(sam, challenge), purpose: challenge.purpose };
  const proofs = verified.map(({ proof }) => proof);
  const policy = await policyOf(sam, challenge.asked.group);
  if (challenge.asked.push && !allowsPush(policy, stake)) refuse('policy', `${policy.id}: no push any more`);
  if (!satisfies(policy, stake, proofs)) refuse('policy', `${policy.id}: not enough: ${JSON.stringify(proofs)}`);
  const effect: Effect = async (trx) => {
    for (const one of verified) await one.effect(trx);
    return [];
  };
  return { effect, facts: factsOf(proofs, lower(signer.identity.loa, authenticationLevel(proofs))) };
}

/** What each proof was taken for, a provider's own words among it, and the assurance of the whole on all three scales. */
export function factsOf(factors: readonly Proof[], assurance: AssuranceLevel): Act['facts'] {
  return { factors, assurance: namesOf(assurance) };
}

/** Nobody is proven, so nobody is known to represent an organisation. */
function decided({ organization }: Acting): Verified {
  if (organization !== undefined) refuse('policy', 'the decision alone does not represent an organization');
  return { proof: consent, effect: nothing };
}

/**
 * A PIN is not looked at, nor its attempts counted, before what it stands beside was proven: nobody who lacks that locks a PIN
 * or guesses at one.
 */
function requireCompany({ kind }: Evidence, before: readonly Verified[]): void {
  const proven = before.some(({ proof }) => proof.kind !== 'consent');
  if (kind === 'pin' && !proven) refuse('evidence_invalid', 'a PIN before what it stands beside');
}

/** By its kind; each carries the intent hash. */
async function verify(sam: Sam, challenge: Challenge, signer: Acting, evidence: Evidence): Promise<Verified> {
  if (evidence.kind === 'webauthn') return verifyPasskey(sam, challenge, signer, evidence);
  if (evidence.kind === 'consent') return decided(signer);
  if (evidence.kind === 'oidc' || evidence.kind === 'saml') return verifyLinked(sam, challenge, signer, evidence);
  if (evidence.kind === 'device') return verifyDevice(sam, challenge, evidence);
  if (evidence.kind === 'otp')
    return {
      proof: await verifyOtp(sam, challenge, evidence),
      effect: async (trx) => void (await forgetOtp(trx, challenge)),
    };
  if (evidence.kind === 'pin') return { proof: await verifyPin(sam, pinOf(challenge), evidence), effect: nothing };
  return refuse('evidence_invalid', `no proof of a signer: ${evidence.kind}`);
}

/** Whose PIN must have been typed, and over what. */
export function pinOf({ signer, ih }: Challenge): PinOfIntent {
  return { signer, ih: b64u(ih) };
}

/** The effect raises the counter of the passkey. */
async function verifyPasskey(
  sam: Sam,
  challenge: Challenge,
  { organization }: Acting,
  assertion: WebauthnAssertion,
): Promise<Verified> {
  const { signer } = challenge;
  const factor = await factorOf(sam.db, sam.module, signer, assertion.id);
  if (factor?.kind !== 'webauthn') return refuse('evidence_invalid', 'not a passkey of this signer');
  const passkey = JSON.parse(factor.data) as PasskeyData;
  if (organization !== undefined) requireRepresentative(organization, passkey.representative);
  const counter = verifyAssertion(assertion, passkey, ceremonyOf(sam, challenge));
  return {
    proof: { kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'], factor: assertion.id, counter },
    effect: (trx) => raiseCounter(trx, signer, assertion.id, counter),
  };
}

/** A login of the person that the signer was linked to at enrolment, of an organisation of who represents it. It changes nothing. */
async function verifyLinked(
  sam: Sam,
  challenge: Challenge,
  signer: Acting,
  evidence: LoginEvidence,
): Promise<Verified> {
  const who = personOf(signer) ?? refuse('policy', 'nobody represents the organization');
  const { proof } = await verifyLogin(sam, challenge, who, evidence);
  return { proof, effect: nothing };
}

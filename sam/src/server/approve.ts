import { createHash } from 'node:crypto';
import { type Approval, canonicalize, type Evidence, type Returned } from '../client/index.ts';
import type { AuditEvent } from './audit.ts';
import {
  aboutChallenge,
  activate,
  type Challenge,
  close,
  loadChallenge,
  requireOpen,
  sealActivation,
} from './challenge.ts';
import { enrolment } from './enrolment.ts';
import { requireEpoch } from './epoch.ts';
import { type Effect, requireAssertion } from './evidence-of-signer.ts';
import { createKey } from './key-creation.ts';
import { refuse } from './refusal.ts';
import { issueSad } from './sad.ts';
import type { Sam } from './sam.ts';
import { activeSigner } from './signer.ts';
import { insertSlots } from './slot.ts';

/**
 * Activation: the proofs of one act of the signer turn an open challenge into an activated one, once (EN 419 241-2: signer
 * authentication before activation). Every proof carries the intent hash; all of them are verified before anything changes;
 * the change, what it brings and its audit record are one transaction.
 */
export async function approve(sam: Sam, { chal, evidence }: Approval): Promise<Returned> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  requireKinds(challenge, evidence);
  const effect = await verifyEvidence(sam, challenge, evidence);
  await activateOnce(sam, challenge, evidence, effect);
  if (challenge.purpose === 'key.create') await createKey(sam, challenge);
  return returned(challenge);
}

/** Exactly the factors of the policy, in their order: nothing missing, nothing beside. */
function requireKinds({ asked }: Challenge, evidence: readonly Evidence[]): void {
  const kinds = evidence.map((proof) => proof.kind);
  if (canonicalize(kinds) !== canonicalize(asked.factors))
    refuse('evidence_invalid', `proofs given: ${kinds.join(', ')}`);
}

async function verifyEvidence(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Effect> {
  if (challenge.purpose === 'enrol') return enrolment(sam, challenge, evidence);
  await activeSigner(sam.db, sam.module, challenge.signer);
  const raise = await requireAssertion(sam, challenge, evidence);
  if (challenge.purpose === 'key.create') return raise;
  return async (trx) => {
    await raise(trx);
    await insertSlots(trx, challenge);
  };
}

async function activateOnce(
  sam: Sam,
  challenge: Challenge,
  evidence: readonly Evidence[],
  effect: Effect,
): Promise<void> {
  const now = sam.clock();
  const sad = challenge.purpose === 'sign' ? await issueSad(sam, challenge, now) : { sad_hash: null, sad_exp: null };
  const { sad_hash, sad_exp } = sad;
  const proofs = evidence.map((proof) => ({ kind: proof.kind, sha256: digestOf(proof) }));
  const activation = await sealActivation(sam.module, challenge, { sad_hash, sad_exp, evidence: canonicalize(proofs) });
  await sam.audit.commit(async (trx) => {
    await activate(trx, challenge, activation, now);
    await effect(trx);
    return { value: undefined, events: [aboutChallenge(challenge, 'CHALLENGE_ACTIVATED', { proofs })] };
  });
}

function digestOf(proof: Evidence): string {
  return createHash('sha256').update(canonicalize(proof)).digest('base64url');
}

/** The signer says no. Refuses with `expired` when the challenge is not open any more. */
export async function refuseChallenge(sam: Sam, { chal }: { readonly chal: string }): Promise<Returned> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await sam.audit.commit(async (trx) => {
    if (!(await close(trx, challenge, 'refused'))) refuse('expired', 'challenge no longer open');
    return { value: undefined, events: [aboutChallenge(challenge, 'CHALLENGE_REFUSED')] };
  });
  return returned(challenge);
}

/** The SSA withdraws; one already decided stays as it is. */
export async function cancelChallenge(sam: Sam, { chal }: { readonly chal: string }): Promise<object> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  await sam.audit.commit(async (trx) => {
    const done = await close(trx, challenge, 'cancelled');
    const event: AuditEvent = { ...aboutChallenge(challenge, 'CHALLENGE_CANCELLED'), actor: 'ssa' };
    return { value: undefined, events: done ? [event] : [] };
  });
  return {};
}

function returned({ asked }: Challenge): Returned {
  return { returnUrl: asked.return_url ?? '' };
}

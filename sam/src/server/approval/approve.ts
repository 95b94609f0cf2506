import { createHash } from 'node:crypto';
import { type Approval, type ClientApproval, canonicalize, type Evidence, type Returned } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { requireEpoch } from '../database/epoch.ts';
import { addsDevice, ticketOf } from '../factors/device-enrolment.ts';
import { deleteKey } from '../keys/destroy-key.ts';
import { createKey } from '../keys/key-creation.ts';
import { destroyRefused } from '../keys/one-time-key.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { issueSad } from '../signing/sad.ts';
import { insertSlots } from '../signing/slot.ts';
import { standingOf } from '../trust/organization.ts';
import { wayOf } from '../trust/policy.ts';
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
import { type Act, type Effect, requireProofs } from './evidence-of-signer.ts';
import { apart, factorChange, type NewFactorEvidence } from './factor-change.ts';
import { recovery } from './recovery.ts';
import { isByClient, requireClient, scalOf, withinLimits } from './seal-approval.ts';
import { activeSigner, requireRested } from './signer.ts';

/**
 * Activation: the proofs of one act of the signer turn an open challenge into an activated one, once (EN 419 241-2: signer
 * authentication before activation). Every proof carries the intent hash; all of them are verified before anything changes;
 * the change, what it brings and its audit record are one transaction.
 */
export async function approve(sam: Sam, { chal, evidence }: Approval): Promise<Returned> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  requireWay(challenge, evidence);
  const act = await verifyEvidence(sam, challenge, evidence);
  await activateOnce(sam, challenge, evidence, act);
  await act.afterwards?.();
  if (challenge.purpose === 'key.create') await createKey(sam, challenge);
  if (challenge.purpose === 'key.delete') await deleteKey(sam, challenge);
  return addsDevice(challenge)
    ? { ...returned(challenge), ticket: await ticketOf(sam, challenge) }
    : returned(challenge);
}

/** One of the ways that the intent names: nothing missing, nothing beside. */
function requireWay({ asked }: Challenge, evidence: readonly Evidence[]): void {
  const way = wayOf(evidence);
  if (!asked.factors.includes(way)) refuse('evidence_invalid', `proofs given: ${way}`);
}

async function verifyEvidence(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Act> {
  if (challenge.asked.recovery !== undefined) return recovery(sam, challenge, evidence);
  if (challenge.purpose === 'enrol') return enrolment(sam, challenge, evidence);
  const { proofs, brought } = apart(evidence);
  const act = await verifyAct(sam, challenge, proofs);
  const what = await broughtAbout(sam, challenge, brought);
  const effect: Effect = async (trx) => [...(await act.effect(trx)), ...(await what(trx))];
  return { ...act, effect };
}

/** What an approval brings about within its transaction; a key is made, or destroyed, after it. */
async function broughtAbout(sam: Sam, challenge: Challenge, brought: NewFactorEvidence | undefined): Promise<Effect> {
  if (challenge.purpose === 'factor.change') return factorChange(sam, challenge, brought);
  return async (trx) => {
    if (challenge.purpose === 'sign') await insertSlots(trx, challenge);
    return [];
  };
}

/** An act of the person on the approval page, or of an organisation's own key. */
async function verifyAct(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Act> {
  const signer = await activeSigner(sam.db, sam.module, challenge.signer);
  const { identity } = signer;
  if (challenge.purpose === 'sign' && signer.restsUntil !== null)
    requireRested(signer, await scalOf(sam, challenge), sam.clock());
  const organization = await standingOf(sam, identity);
  if (!isByClient(challenge)) return requireProofs(sam, challenge, { identity, organization }, evidence);
  if (organization === undefined) return refuse('policy', 'nobody approves for a person by a key');
  await requireClient(sam, challenge, organization, evidence);
  return { effect: withinLimits(sam, challenge, organization), facts: {} };
}

async function activateOnce(
  sam: Sam,
  challenge: Challenge,
  evidence: readonly Evidence[],
  { effect, facts }: Act,
): Promise<void> {
  const now = sam.clock();
  const sad = challenge.purpose === 'sign' ? await issueSad(sam, challenge, now) : { sad_hash: null, sad_exp: null };
  const { sad_hash, sad_exp } = sad;
  const proofs = evidence.map((proof) => ({ kind: proof.kind, sha256: digestOf(proof) }));
  const activation = await sealActivation(sam.module, challenge, { sad_hash, sad_exp, evidence: canonicalize(proofs) });
  await sam.audit.commit(async (trx) => {
    await activate(trx, challenge, activation, now);
    const more = await effect(trx);
    const event = aboutChallenge(challenge, 'CHALLENGE_ACTIVATED', { proofs, ...facts });
    return { value: undefined, events: [isByClient(challenge) ? { ...event, actor: 'ssa' } : event, ...more] };
  });
}

/** The SSA hands on what an organisation's own key approved; it can make none itself. */
export async function approveByClient(sam: Sam, { chal, evidence }: ClientApproval): Promise<object> {
  await approve(sam, { chal, evidence: [evidence] });
  return {};
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
  await destroyRefused(sam, challenge);
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

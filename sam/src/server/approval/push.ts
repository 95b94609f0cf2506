import type { Prepared, PushedChallenge, PushRequest } from '../../client/index.ts';
import { currentEpoch } from '../database/epoch.ts';
import { activeDevices } from '../factors/device.ts';
import { askDevices } from '../factors/device-prompt.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { standingOf } from '../trust/organization.ts';
import { allowsPush, type Stake } from '../trust/policy.ts';
import { policyOf } from '../trust/trust.ts';
import { loadChallenge } from './challenge.ts';
import { keyToSignWith, open } from './prepare.ts';
import { signIntent } from './sign-intent.ts';
import { activeSigner, requireRested } from './signer.ts';
import { status } from './status.ts';

/**
 * A signature that a signer's phones are asked for by the front end itself, without the approval page (CSC v1, authorization mode implicit):
 * there are no two digits to type, so officers must have said so for the group. Everything else is as on the page: the phone shows the
 * statement, verifies its user and signs the hash of the intent, and whoever asks too often is made to wait.
 */
export async function push(sam: Sam, request: PushRequest): Promise<Prepared> {
  const policy = await policyOf(sam, request.group);
  const signer = await activeSigner(sam.db, sam.module, request.signer);
  if ((await standingOf(sam, signer.identity)) !== undefined) refuse('policy', 'an organization has no phone');
  const key = await keyToSignWith(sam, request);
  const stake: Stake = { scal: key.header.scal, purpose: 'sign' };
  requireRested(signer, stake.scal, sam.clock());
  if (!allowsPush(policy, stake)) return refuse('policy', `${policy.id}: no push`);
  if ((await activeDevices(sam.db, request.signer)).length === 0) refuse('policy', 'no phone of this signer');
  const epoch = await currentEpoch(sam.db);
  const shown = signIntent(sam, epoch, request, key, signer.identity, policy);
  const asked = { ...shown, factors: ['device'], push: true as const };
  await open(sam, { asked, bearer: request.signer, pin: null, peer: 'ssa', created: sam.clock() }, askDevices);
  return { chal: asked.chal, exp: asked.exp };
}

/** How it stands with what was pushed for this client, to this signer. Refuses with `not_found` anybody else's, and what was not pushed. */
export async function pushed(sam: Sam, { chal, client, signer }: PushedChallenge) {
  const { asked } = await loadChallenge(sam.db, sam.module, chal);
  const theirs = asked.client === client && asked.sub === (signer ?? asked.sub);
  if (asked.push !== true || !theirs) refuse('not_found', 'nothing that was pushed for this client, to this signer');
  return status(sam, { chal });
}

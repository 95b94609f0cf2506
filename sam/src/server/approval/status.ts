import type { ChallengeResult, ChallengeStatus } from '../../client/index.ts';
import { deleteKey } from '../keys/destroy-key.ts';
import { createKey } from '../keys/key-creation.ts';
import { b64u, loadKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { handleOf } from '../signing/sad.ts';
import { type Challenge, loadChallenge, requireActivated, stateOf } from './challenge.ts';
import { activeSigner } from './signer.ts';

/** How a challenge stands and what its activation brought. What a crash cut off, the making of a key or its end, is done now. */
export async function status(sam: Sam, { chal }: { readonly chal: string }): Promise<ChallengeStatus> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  const state = stateOf(challenge, sam.clock());
  if (state !== 'activated') return { state };
  await requireActivated(sam.module, challenge);
  return { state, result: await resultOf(sam, challenge) };
}

function resultOf(sam: Sam, challenge: Challenge): Promise<ChallengeResult> {
  if (challenge.purpose === 'enrol') return enrolled(sam, challenge);
  if (challenge.purpose === 'factor.change') return Promise.resolve({ signer: challenge.signer });
  if (challenge.purpose === 'key.delete') return keyGone(sam, challenge);
  return challenge.purpose === 'key.create' ? keyMade(sam, challenge) : sadIssued(sam, challenge);
}

async function enrolled(sam: Sam, { signer: id }: Challenge): Promise<ChallengeResult> {
  const { signer, identity } = await activeSigner(sam.db, sam.module, id);
  return { signer, identity };
}

async function keyMade(sam: Sam, challenge: Challenge): Promise<ChallengeResult> {
  await createKey(sam, challenge);
  const { signer, key, spki, csr } = await loadKey(sam.db, sam.module, challenge.asked.key ?? '');
  return { signer, key, spki: b64u(spki), ...(csr === null ? {} : { csr: b64u(csr) }) };
}

async function keyGone(sam: Sam, challenge: Challenge): Promise<ChallengeResult> {
  const { signer, key } = await deleteKey(sam, challenge);
  return { signer, key };
}

async function sadIssued(sam: Sam, challenge: Challenge): Promise<ChallengeResult> {
  if (challenge.sad_exp === null) return refuse('sad_invalid', 'no SAD');
  const { sad, exp } = await handleOf(sam, challenge, challenge.sad_exp);
  const { sub: signer, key } = challenge.asked;
  return { signer, ...(key === undefined ? {} : { key }), sad, sadExp: exp };
}

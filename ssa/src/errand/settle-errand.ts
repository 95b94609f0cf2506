import { type ChallengeStatus, SamError } from '@chancery/sam/client';
import { type Errand, findErrand, finishErrand, linkSigner, recordEvent, setErrandChallenge } from '@chancery/store';
import { isActive } from '../api/active-account.ts';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { askFor } from './ask-for.ts';
import { isOnlyOne } from './asking.ts';
import { certifyKey } from './certify-key.ts';
import { deletedKey } from './delete-key.ts';
import { errandNames } from './errand-kind.ts';
import type { Visitor } from './visitor.ts';

/**
 * Brings an errand up to what the SAM knows, from wherever it was interrupted: every step may be repeated. Called by each
 * visit of the browser and each question of the application.
 */
export async function settleErrand(deps: SsaDeps, errand: Errand): Promise<Errand> {
  if (errand.state !== 'open') return errand;
  const { state, result } = errand.chal === null ? { state: 'open' } : await statusOf(deps, errand.chal);
  if (state === 'refused') return finish(deps, errand, 'refused', null);
  if (errand.kind === 'key.delete') return settleDeletion(deps, errand);
  if (state !== 'activated' || result === undefined || !(await isActive(deps, errand.account_id))) return errand;
  if (errand.kind === 'key.create') return finish(deps, errand, 'done', await certifyKey(deps, errand, result));
  if (errand.kind === 'enrol') await link(deps, errand, result.signer);
  return finish(deps, errand, 'done', null);
}

/** What is destroyed is so whoever asked for it, and whatever became of the account meanwhile. */
async function settleDeletion(deps: SsaDeps, errand: Errand): Promise<Errand> {
  const deleted = await deletedKey(deps, errand);
  return deleted === undefined ? errand : finish(deps, errand, 'done', deleted);
}

/** How a challenge stands; one the SAM no longer knows has expired. */
export async function statusOf({ sam }: SsaDeps, chal: string): Promise<ChallengeStatus> {
  return sam.status(chal).catch((error: unknown) => {
    if (error instanceof SamError && error.code === 'not_found') return { state: 'expired' as const };
    throw error;
  });
}

/** The challenge, if it can still be decided. */
export async function openChallenge(deps: SsaDeps, chal: string | null): Promise<string | undefined> {
  return chal !== null && (await statusOf(deps, chal)).state === 'open' ? chal : undefined;
}

async function link({ store }: SsaDeps, errand: Errand, signer: string | undefined): Promise<void> {
  if (signer === undefined) throw new SsaError('conflict', 'The enrolment brought no signer.');
  await linkSigner(store.db, errand.account_id, signer);
}

async function finish(deps: SsaDeps, errand: Errand, state: 'done' | 'refused', credential: string | null) {
  const { id, kind, client_id: client, account_id: account } = errand;
  await deps.store.db.transaction().execute(async (trx) => {
    if (!(await finishErrand(trx, id, state, credential))) return;
    const detail = { state, ...(credential === null ? {} : { credential }) };
    await recordEvent(trx, { kind: errandNames[kind].ended, at: deps.clock(), client, account, object: id, detail });
  });
  return (await findErrand(deps.store.db, client, kind, id)) ?? errand;
}

/**
 * The challenge the person is sent to: the one that is still open, or a new one; who needs more time gets a new one that
 * lasts. Throws SsaError `expired` where there can be no other.
 */
export async function challengeOf(deps: SsaDeps, errand: Errand, visitor: Visitor): Promise<string> {
  const open = await openChallenge(deps, errand.chal);
  if (open !== undefined && (visitor.pace === 'usual' || isOnlyOne(errand))) return open;
  if (isOnlyOne(errand)) throw new SsaError('expired', 'Please ask for a new address: the time for this one is over.');
  const { chal } = await askFor[errand.kind](deps, errand, visitor);
  if (await setErrandChallenge(deps.store.db, errand.id, errand.chal, chal)) {
    if (open !== undefined) await deps.sam.cancel(open);
    return chal;
  }
  await deps.sam.cancel(chal);
  const now = await findErrand(deps.store.db, errand.client_id, errand.kind, errand.id);
  if (now?.chal) return now.chal;
  throw new SsaError('in_progress', 'Another window is at this step. Please load the page again.');
}

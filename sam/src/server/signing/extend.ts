import type { Intent, IssuedSad, SadExtension } from '../../client/index.ts';
import {
  aboutChallenge,
  type Challenge,
  insertActivated,
  replaceActivation,
  sealActivation,
  sealChallenge,
} from '../approval/challenge.ts';
import { newId } from '../approval/intent.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { refuse } from '../refusal.ts';
import { type Peer, type Sam, unixTime } from '../sam.ts';
import { requireNotStopped, usableKey } from './checks.ts';
import { handleOf, presentedSad, requireCurrent, sadLifetime, sadUntil } from './sad.ts';
import { freeSlots, insertSlots, lockPresented, requireAuthorized, withdrawSlots } from './slot.ts';

/**
 * Extending a transaction (CSC 1.0.4.0, 11.7): a new SAD in the place of the old one, which is dead from then on, for what is left of
 * it and for not one signature more. What a signer approved on the approval page stays what it was, and only its time is renewed; what
 * a PIN brought may be bound to hashes that were not known yet.
 */
export async function extend(sam: Sam, request: SadExtension, peer: Peer): Promise<IssuedSad> {
  const sad = await presentedSad(sam, peer, request);
  await requireCurrent(sam, sad);
  await requireNotStopped(sam, sad);
  await usableKey(sam, sad, request.key);
  const exp = extended(sad, sam.clock());
  const { hashes } = request;
  const left = await freeSlots(sam.db, sad);
  if (sad.asked.display === undefined && hashes !== undefined) return bindAnew(sam, sad, { left, hashes, exp });
  const digests = (hashes ?? []).map((hash) => Buffer.from(hash, 'base64url'));
  requireAuthorized(sad, { digests, authorized: digests });
  return prolong(sam, sad, left.length, exp);
}

/** From the first question to the last signature, in milliseconds. */
const longestTransaction = 3_600_000;

/** Each SAD of a challenge ends later than the one before: by its end it is told from all of them. Refuses with `sad_expired`. */
function extended({ asked, sad_exp }: Challenge, now: Date): Date {
  const before = sad_exp?.getTime() ?? 0;
  const since = (asked.extended?.since ?? asked.iat) * 1000;
  const exp = Math.min(Math.max(now.getTime() + sadLifetime, before + 1), since + longestTransaction);
  return exp > before ? new Date(exp) : refuse('sad_expired', 'the transaction lasts an hour');
}

/** The same challenge with another SAD: compare and swap on the old one, so that of several extensions one succeeds. */
async function prolong(sam: Sam, challenge: Challenge, left: number, exp: Date): Promise<IssuedSad> {
  const { evidence } = challenge;
  const sad = { ...(await sadUntil(sam, challenge, exp)), evidence: evidence ?? '' };
  const activation = await sealActivation(sam.module, challenge, sad);
  await sam.audit.commit(async (trx) => {
    await lockPresented(trx, challenge, sam.clock());
    await replaceActivation(trx, challenge, activation);
    return { value: undefined, events: [extendedEvent(challenge, { exp: exp.toISOString(), left })] };
  });
  return handleOf(sam, challenge, exp);
}

interface Anew {
  readonly left: readonly (Uint8Array | null)[];
  readonly hashes: readonly string[];
  readonly exp: Date;
}

/** A challenge of its own, which nobody is shown, takes over the slots that are left; the old one has no SAD any more. */
async function bindAnew(sam: Sam, old: Challenge, { left, hashes, exp }: Anew): Promise<IssuedSad> {
  const asked = anew(old.asked, bound(left, hashes), left.length, sam.clock());
  const { bearer, peer } = old;
  const row = await sealChallenge(sam.module, { asked, bearer, pin: null, peer, created: sam.clock() });
  const challenge: Challenge = { ...row, asked };
  const sad = { ...(await sadUntil(sam, challenge, exp)), evidence: old.evidence ?? '' };
  const activation = await sealActivation(sam.module, challenge, sad);
  const dead = await sealActivation(sam.module, old, { sad_hash: null, sad_exp: old.sad_exp, evidence: sad.evidence });
  await sam.audit.commit(async (trx) => {
    await lockPresented(trx, old, sam.clock());
    await replaceActivation(trx, old, dead);
    if ((await withdrawSlots(trx, old)) !== left.length) refuse('sad_invalid', 'spent meanwhile');
    await insertActivated(trx, row, activation);
    await insertSlots(trx, challenge);
    const detail = { exp: exp.toISOString(), left: left.length, from: old.chal };
    return { value: undefined, events: [extendedEvent(challenge, detail)] };
  });
  return handleOf(sam, challenge, exp);
}

function anew(asked: Intent, dtbsr: readonly string[], n: number, now: Date): Intent {
  const { iat, exp, chal, extended: earlier } = asked;
  const since = earlier?.since ?? iat;
  const times = { iat: unixTime(now), exp: unixTime(now) + exp - iat };
  return { ...asked, ...times, chal: newId('c'), dtbsr, n, extended: { from: chal, since } };
}

/** What was bound stays bound; each hash that is new takes one of the signatures that are bound to none. */
function bound(left: readonly (Uint8Array | null)[], named: readonly string[]): readonly string[] {
  const kept = left.flatMap((hash) => (hash === null ? [] : [Buffer.from(hash).toString('base64url')]));
  const known = [...kept];
  const fresh = named.filter((hash) => !takeOut(known, hash));
  if (kept.length + fresh.length > left.length) refuse('hash_not_authorized', 'more hashes than signatures are left');
  return [...kept, ...fresh];
}

function takeOut(hashes: string[], hash: string): boolean {
  const at = hashes.indexOf(hash);
  if (at >= 0) hashes.splice(at, 1);
  return at >= 0;
}

function extendedEvent(challenge: Challenge, detail: NonNullable<AuditEvent['detail']>): AuditEvent {
  return { ...aboutChallenge(challenge, 'SAD_EXTENDED', detail), actor: 'ssa' };
}

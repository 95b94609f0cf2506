import { type Kysely, sql, type Transaction } from 'kysely';
import type { Challenge } from '../approval/challenge.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';

/**
 * The ledger of authorized occurrences: one row each, spent by one call, never given back (EN 419 241-1 SRC_SA).
 * The immutable part (place and hash) stands in the MACed intent, so slots beyond it or with another hash do not count.
 */
export type Call = {
  readonly callId: string;
  readonly requestDigest: Uint8Array;
  readonly digests: readonly Buffer[];
  /** What is spent, in the same order: the digests themselves, or those of the documents that they were made for. */
  readonly authorized: readonly Buffer[];
  /** The signed attributes that the digests are of, where documents are spent in their place. */
  readonly attributes?: readonly Buffer[];
  /** Of a scheme that signs messages, what the digests stand for. */
  readonly messages?: readonly Buffer[];
};

/** The hashes of the slots of an intent; null where it only counts, or waits for an extension that names one. */
function slotHashes({ asked }: Challenge): readonly (Uint8Array | null)[] {
  const bound = (asked.dtbsr ?? []).map((hash) => Buffer.from(hash, 'base64url'));
  return Array.from({ length: asked.n ?? bound.length }, (_, i) => bound[i] ?? null);
}

export async function insertSlots(trx: Transaction<Ledger>, challenge: Challenge): Promise<void> {
  const { signer, chal } = challenge;
  const rows = slotHashes(challenge).map((hash, i) => ({ signer, chal, i, hash, state: 'free' as const }));
  for (let at = 0; at < rows.length; at += 500)
    await trx
      .insertInto('slot')
      .values(rows.slice(at, at + 500))
      .execute();
}

/** Refuses with `hash_not_authorized` a digest that the signer did not approve, with `document_not_authorized` one of a document. */
export function requireAuthorized(
  challenge: Challenge,
  { authorized, digests }: Pick<Call, 'authorized' | 'digests'>,
): void {
  const { dtbsr, binds } = challenge.asked;
  if (dtbsr === undefined) return;
  const ofDocuments = authorized !== digests;
  if (binds === 'sdr' && !ofDocuments) refuse('hash_not_authorized', 'documents were approved, and a digest is signed');
  const approved = new Set(dtbsr);
  if (authorized.every((digest) => approved.has(digest.toString('base64url')))) return;
  refuse(ofDocuments ? 'document_not_authorized' : 'hash_not_authorized', 'a digest is not among the approved');
}

/**
 * Spends one free slot per digest in one statement that must touch them all; fewer rows roll everything back.
 * The challenge's row is locked first, so calls on one SAD stand in a queue. Refuses with `sad_used` when nothing is left, and with
 * `hash_not_authorized` when it is these digests that are no longer free, or too many of them.
 */
export async function spend(trx: Transaction<Ledger>, challenge: Challenge, call: Call, now: Date): Promise<void> {
  const { signer, chal } = challenge;
  await lockPresented(trx, challenge, now);
  const wanted = occurrences(challenge, call.authorized);
  const { rows } = await sql<{ i: number; place: number; hash: Uint8Array | null }>`
    update slot set state = 'spent', call_id = ${call.callId}, request_digest = ${call.requestDigest}, spent_at = ${now},
      place = wanted.place
    from (select i, hash, row_number() over (partition by hash order by i) as occurrence
          from slot where signer = ${signer} and chal = ${chal} and state = 'free') as free
    join (values ${sql.join(wanted)}) as wanted (hash, occurrence, place)
      on wanted.hash is not distinct from free.hash and wanted.occurrence = free.occurrence
    where slot.signer = ${signer} and slot.chal = ${chal} and slot.i = free.i and slot.state = 'free'
    returning slot.i, slot.place, slot.hash`.execute(trx);
  if (rows.length !== call.digests.length) return refuseSpent(trx, challenge, rows.length, call.digests.length);
  requireUnplanted(challenge, rows);
}

/** What this call has found free counts as left: the refusal gives it back. */
async function refuseSpent(
  trx: Transaction<Ledger>,
  { signer, chal }: Challenge,
  found: number,
  wanted: number,
): Promise<never> {
  const free = trx.selectFrom('slot').select('i').where('signer', '=', signer).where('chal', '=', chal);
  const left = found > 0 || (await free.where('state', '=', 'free').limit(1).executeTakeFirst()) !== undefined;
  return refuse(left ? 'hash_not_authorized' : 'sad_used', `${found} of ${wanted} slots were free`);
}

/** Locks the challenge, whose SAD must still be the one that was presented: an extension puts another in its place. */
export async function lockPresented(trx: Transaction<Ledger>, challenge: Challenge, now: Date): Promise<void> {
  const { signer, chal, sad_hash: presented } = challenge;
  const query = trx
    .selectFrom('challenge')
    .select(['state', 'sad_hash', 'sad_exp'])
    .where('signer', '=', signer)
    .where('chal', '=', chal);
  const row = await query.forUpdate().executeTakeFirst();
  if (row?.state !== 'activated') return refuse('sad_invalid', 'not activated');
  if (!sameSlot(presented, row.sad_hash)) refuse('sad_invalid', 'extended meanwhile');
  if (row.sad_exp === null || row.sad_exp <= now) refuse('sad_expired', 'expired before the slots were spent');
}

// The n-th occurrence of a digest in the call takes the n-th free slot of that hash.
function occurrences(challenge: Challenge, digests: readonly Uint8Array[]) {
  const counted = challenge.asked.dtbsr === undefined;
  const seen = new Map<string, number>();
  return digests.map((digest, place) => {
    const name = counted ? '' : Buffer.from(digest).toString('base64url');
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return sql`(${counted ? null : digest}::bytea, ${occurrence}::bigint, ${place}::integer)`;
  });
}

function sameSlot(approved: Uint8Array | null | undefined, stored: Uint8Array | null): boolean {
  if (approved === undefined) return false;
  if (approved === null || stored === null) return approved === stored;
  return Buffer.from(approved).equals(stored);
}

/** What is left of an activated challenge: the hashes of its free slots, null where any will do. Refuses with `sad_used` when nothing is. */
export async function freeSlots(db: Kysely<Ledger>, challenge: Challenge): Promise<readonly (Uint8Array | null)[]> {
  const { signer, chal } = challenge;
  const query = db.selectFrom('slot').select(['i', 'hash']).where('signer', '=', signer).where('chal', '=', chal);
  const rows = await query.where('state', '=', 'free').orderBy('i').execute();
  if (rows.length === 0) refuse('sad_used', 'no slot is free');
  requireUnplanted(challenge, rows);
  return rows.map(({ hash }) => hash);
}

/** Takes the free slots of a challenge away: what they allowed is another's from now on. Returns how many there were. */
export async function withdrawSlots(trx: Transaction<Ledger>, { signer, chal }: Challenge): Promise<number> {
  const free = trx.deleteFrom('slot').where('signer', '=', signer).where('chal', '=', chal).where('state', '=', 'free');
  return Number((await free.executeTakeFirst()).numDeletedRows);
}

function requireUnplanted(challenge: Challenge, rows: readonly { i: number; hash: Uint8Array | null }[]): void {
  const approved = slotHashes(challenge);
  if (rows.some(({ i, hash }) => !sameSlot(approved[i], hash))) refuse('sad_invalid', 'edited row: slot');
}

/** Stores what a call brought. Every slot of the call must still be waiting for it. */
export async function keepResults(
  trx: Transaction<Ledger>,
  { signer, chal }: Challenge,
  callId: string,
  results: readonly Uint8Array[],
): Promise<void> {
  const values = results.map((result, place) => sql`(${result}::bytea, ${place}::integer)`);
  const { rows } =
    await sql`update slot set result = made.result from (values ${sql.join(values)}) as made (result, place)
    where slot.signer = ${signer} and slot.chal = ${chal} and slot.call_id = ${callId} and slot.place = made.place
      and slot.result is null returning slot.i`.execute(trx);
  if (rows.length !== results.length) refuse('sad_used', 'the slots of this call have a result already');
}

const repeatable = 600_000;

/**
 * What an earlier call of that id brought: undefined if there was none. The same request within ten minutes gets the stored
 * values and no new signature; another request, an unfinished call or a late one refuses with `sad_used`.
 */
export async function earlierResults(
  db: Kysely<Ledger>,
  { signer, chal }: Challenge,
  call: Call,
  now: Date,
): Promise<readonly Uint8Array[] | undefined> {
  const query = db.selectFrom('slot').select(['request_digest', 'result', 'spent_at']);
  const rows = await query
    .where('signer', '=', signer)
    .where('chal', '=', chal)
    .where('call_id', '=', call.callId)
    .orderBy('place')
    .execute();
  if (rows.length === 0) return undefined;
  return rows.map(({ request_digest, result, spent_at }) => {
    const same = request_digest !== null && Buffer.from(request_digest).equals(call.requestDigest);
    const recent = spent_at !== null && now.getTime() - spent_at.getTime() <= repeatable;
    return result !== null && same && recent ? result : refuse('sad_used', 'this call was made before');
  });
}

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RecordProof } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { type CheckpointHead, placeIn, readCheckpoint } from './checkpoint.ts';
import { inclusionPath } from './merkle.ts';

/** A record of the log by its place. */
export type RecordPlace = { readonly chain: string; readonly seq: number; readonly record: string };

// The condition and the expression of the index, word for word.
const evident = sql<boolean>`record ~ '"ev":"(CERT_BOUND|CHALLENGE_ACTIVATED|KEY_GENERATED|PIN_AUTHORIZED|SIGN_OK)"'`;
const object = sql<string>`substring(record from '.*"object":"([^"]+)"')`;

/** What the log says of a challenge or a key that is evidence of a signature, oldest first. */
export async function recordsAbout(db: Kysely<Ledger>, id: string): Promise<readonly RecordPlace[]> {
  return inOrder(await records(db, sql`${evident} and ${object} = ${id}`));
}

/** The signatures by the id of a call or the SHA-256 (b64u) of a value. */
export async function signaturesNaming(db: Kysely<Ledger>, id: string): Promise<readonly RecordPlace[]> {
  const signed = sql`${evident} and record like '%"ev":"SIGN_OK"%'`;
  return inOrder(await records(db, sql`${signed} and position(${JSON.stringify(id)} in record) > 0`));
}

async function records(db: Kysely<Ledger>, which: RawBuilder<unknown>): Promise<readonly RecordPlace[]> {
  return (await sql<RecordPlace>`select chain, seq, record from audit where ${which}`.execute(db)).rows;
}

function inOrder(places: readonly RecordPlace[]): readonly RecordPlace[] {
  return places.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.seq - b.seq);
}

function timeOf({ record }: RecordPlace): string {
  return /.*"ts":"([^"]*)"/.exec(record)?.[1] ?? '';
}

/** How a record stands in the log; undefined while no checkpoint covers it. */
export async function proofOf(db: Kysely<Ledger>, place: RecordPlace): Promise<RecordProof | undefined> {
  const covering = await coveringCheckpoint(db, place);
  const checkpoint = readCheckpoint(covering?.jws ?? '');
  if (covering === undefined || checkpoint === undefined) return undefined;
  const leaves: Uint8Array[] = [];
  for (const head of checkpoint.heads) leaves.push(...(await leavesOf(db, head)));
  const { index = 0 } = placeIn(checkpoint.heads, place) ?? {};
  const path = inclusionPath(leaves, index).map((hash) => Buffer.from(hash).toString('base64url'));
  return { record: place.record, path, checkpoint: covering.jws, ...(await stampedAfter(db, checkpoint.cp)) };
}

async function coveringCheckpoint(db: Kysely<Ledger>, { chain, seq }: RecordPlace) {
  const query = db.selectFrom('checkpoint_head').innerJoin('checkpoint', 'checkpoint.cp', 'checkpoint_head.cp');
  const covering = query.select('jws').where('chain', '=', chain).where('seq', '>=', seq);
  return covering.orderBy('seq').limit(1).executeTakeFirst();
}

async function leavesOf(db: Kysely<Ledger>, { chain, from, seq }: CheckpointHead): Promise<readonly Uint8Array[]> {
  const query = db.selectFrom('audit').select('h').where('chain', '=', chain).where('seq', '>=', from);
  return (await query.where('seq', '<=', seq).orderBy('seq').execute()).map(({ h }) => h);
}

/** Longer than authorities are away: a proof without a time-stamp is one all the same. */
const mostLater = 2_000;

/** The first time-stamp from this checkpoint on, and the checkpoints that lead to it. */
async function stampedAfter(db: Kysely<Ledger>, cp: number): Promise<Pick<RecordProof, 'later' | 'token'>> {
  const query = db
    .selectFrom('checkpoint')
    .select(['cp', 'token'])
    .where('cp', '>=', cp)
    .where('cp', '<=', cp + mostLater);
  const stamped = await query.where('token', 'is not', null).orderBy('cp').limit(1).executeTakeFirst();
  if (stamped?.token == null) return { later: [] };
  const between = db.selectFrom('checkpoint').select('jws').where('cp', '>', cp).where('cp', '<=', stamped.cp);
  const later = (await between.orderBy('cp').execute()).map(({ jws }) => jws);
  return { later, token: Buffer.from(stamped.token).toString('base64url') };
}

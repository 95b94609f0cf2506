import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RecordProof } from './audit-proof.ts';
import { type CheckpointHead, placeIn, readCheckpoint } from './checkpoint.ts';
import type { Ledger } from './ledger.ts';
import { inclusionPath } from './merkle.ts';

/** A record of the log by its place. */
export type RecordPlace = { readonly chain: string; readonly seq: number; readonly record: string };

/** The signatures of a challenge, oldest first: the records that say what was signed. */
export function signaturesOf(db: Kysely<Ledger>, chal: string): Promise<readonly RecordPlace[]> {
  return signed(db, sql<boolean>`substring(record from '"object":"([^"]+)"') = ${chal}`);
}

/** The same by the id of a call or the SHA-256 (b64u) of a value. */
export function signaturesNaming(db: Kysely<Ledger>, id: string): Promise<readonly RecordPlace[]> {
  return signed(db, sql<boolean>`position(${JSON.stringify(id)} in record) > 0`);
}

// The condition of the index, word for word.
async function signed(db: Kysely<Ledger>, which: RawBuilder<boolean>): Promise<readonly RecordPlace[]> {
  const { rows } = await sql<RecordPlace>`select chain, seq, record from audit
    where record like '%"ev":"SIGN_OK"%' and ${which}`.execute(db);
  return rows.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
}

function timeOf({ record }: RecordPlace): string {
  return /"ts":"([^"]*)"/.exec(record)?.[1] ?? '';
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

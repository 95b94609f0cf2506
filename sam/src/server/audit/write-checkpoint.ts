import { type Kysely, sql } from 'kysely';
import { currentEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { chainHeads } from './chain.ts';
import { type CheckpointHead, checkpointHash, signCheckpoint } from './checkpoint.ts';
import { treeRoot } from './merkle.ts';

/** The number and the JWS of a checkpoint. */
export type StoredCheckpoint = { readonly cp: number; readonly ts: Date; readonly jws: string };

/** A tree is built in memory: an older log, or one after a long failure, is covered by several checkpoints. */
const mostPerChain = 50_000;

/**
 * Covers what no checkpoint covers yet and returns the last checkpoint there is. Of several SAMs that try at once one writes: the number
 * goes to whoever inserts it first, the others leave it at that.
 */
export async function writeCheckpoint(sam: Sam): Promise<StoredCheckpoint | undefined> {
  for (;;) {
    const last = await lastCheckpoint(sam.db);
    const grown = await grownChains(sam.db);
    if (grown.length === 0) return last;
    await insert(sam.db, await made(sam, last, grown), grown);
  }
}

type Grown = { readonly head: CheckpointHead; readonly leaves: readonly Uint8Array[] };

async function made(sam: Sam, last: StoredCheckpoint | undefined, grown: readonly Grown[]): Promise<StoredCheckpoint> {
  const now = sam.clock();
  const ts = last !== undefined && last.ts > now ? last.ts : now;
  const cp = (last?.cp ?? 0) + 1;
  const jws = await signCheckpoint(sam.module, {
    cp,
    ts: ts.toISOString(),
    aud: sam.config.aud,
    epoch: await currentEpoch(sam.db),
    prev: last === undefined ? '' : checkpointHash(last.jws).toString('base64url'),
    merkle_root: Buffer.from(treeRoot(grown.flatMap(({ leaves }) => leaves))).toString('base64url'),
    heads: grown.map(({ head }) => head),
  });
  return { cp, ts, jws };
}

export async function lastCheckpoint(db: Kysely<Ledger>): Promise<StoredCheckpoint | undefined> {
  const query = db.selectFrom('checkpoint').select(['cp', 'ts', 'jws']);
  return query.orderBy('cp', 'desc').limit(1).executeTakeFirst();
}

/** In one snapshot; each chain is committed in its order, so what is seen of it has no gap. */
async function grownChains(db: Kysely<Ledger>): Promise<readonly Grown[]> {
  const grown: Grown[] = [];
  for (const { chain, seq } of await chainHeads(db)) {
    const from = (await coveredTo(db, chain)) + 1;
    if (from <= seq) grown.push(await leavesOf(db, chain, from, Math.min(seq, from + mostPerChain - 1)));
  }
  return grown;
}

async function coveredTo(db: Kysely<Ledger>, chain: string): Promise<number> {
  const query = db.selectFrom('checkpoint_head').select('seq').where('chain', '=', chain);
  return (await query.orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0;
}

async function leavesOf(db: Kysely<Ledger>, chain: string, from: number, to: number): Promise<Grown> {
  const query = db.selectFrom('audit').select('h').where('chain', '=', chain).where('seq', '>=', from);
  const leaves = (await query.where('seq', '<=', to).orderBy('seq').execute()).map(({ h }) => h);
  // What is not whole is not attested to be.
  if (leaves.length !== to - from + 1)
    throw new Error(`the audit log has a gap in chain ${chain} after record ${from - 1}`);
  const h = Buffer.from(leaves.at(-1) ?? []).toString('base64url');
  return { head: { chain, from, seq: to, h }, leaves };
}

/** Nothing where another SAM was first. */
async function insert(db: Kysely<Ledger>, { cp, ts, jws }: StoredCheckpoint, grown: readonly Grown[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql`insert into checkpoint (cp, ts, jws) values (${cp}, ${ts}, ${jws})
      on conflict (cp) do nothing returning cp`.execute(trx);
    if (rows.length === 0) return;
    const heads = grown.map(({ head: { chain, seq } }) => ({ chain, seq, cp }));
    await trx.insertInto('checkpoint_head').values(heads).execute();
  });
}

import type { Kysely, Transaction } from 'kysely';
import { recordHash } from './audit.ts';
import { type AuditContent, readContent, rolledBack } from './audit-ledger.ts';
import { openExisting, type SamDatabase } from './database.ts';
import type { AuditTable, Ledger } from './ledger.ts';
import { requireMigrated } from './migrate.ts';

/** What is wrong with a chain, named by its first bad record; `rolled-back` with the ledger beside it. */
export type AuditFinding = {
  readonly chain: string;
  readonly seq: number;
  readonly finding: 'gap' | 'hash' | 'link' | 'content' | 'missing-head' | 'time' | 'rolled-back';
};

/** One run of a SAM; times in RFC 3339. */
export type AuditedChain = {
  readonly chain: string;
  readonly records: number;
  readonly from: string;
  readonly to: string;
};

export type AuditVerdict = {
  readonly ok: boolean;
  readonly records: number;
  /** In the order of their beginning. */
  readonly chains: readonly AuditedChain[];
  readonly findings: readonly AuditFinding[];
};

/** The same for a database that nobody has open. Throws SamStartError. */
export async function verifyAuditIn(database: SamDatabase): Promise<AuditVerdict> {
  const { db, close } = await openExisting(database);
  try {
    await requireMigrated(db);
    return await verifyAudit(db);
  } finally {
    await close();
  }
}

/**
 * Verifies every chain: record hashes, sequence without gaps, links, monotone time; that the heads woven into later chains
 * are still there; and that the ledger shows what the records say was spent, bound, approved and trusted. The tail of the newest
 * chain is beyond it: that takes a checkpoint held elsewhere.
 */
export async function verifyAudit(db: Kysely<Ledger>): Promise<AuditVerdict> {
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return reading.execute(async (trx) => {
    const names = await trx.selectFrom('audit').select('chain').distinct().execute();
    const verified: Verified[] = [];
    for (const { chain } of names) verified.push(await verifyChain(trx, chain));
    const chains = verified.map((one) => one.audited).sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    const findings = verified.flatMap((one) => one.findings);
    findings.push(
      ...(await missingHeads(
        trx,
        verified.flatMap((one) => one.heads),
      )),
    );
    const records = chains.reduce((sum, one) => sum + one.records, 0);
    return { ok: findings.length === 0, records, chains, findings };
  });
}

type Verified = {
  readonly audited: AuditedChain;
  readonly findings: readonly AuditFinding[];
  readonly heads: readonly Woven[];
};

/** Ends at the first bad record: what follows it proves nothing. */
async function verifyChain(trx: Transaction<Ledger>, chain: string): Promise<Verified> {
  const findings: AuditFinding[] = [];
  const heads: Woven[] = [];
  let [records, from, to] = [0, '', ''];
  let last: AuditTable | undefined;
  for await (const page of pages(trx, chain)) {
    const sound = soundPart(page, last);
    const contents = sound.map(contentOf);
    heads.push(...contents.filter(({ seq }) => seq === 1).flatMap(headsIn));
    findings.push(...(await rolledBack(trx, contents)));
    [records, from, to] = [records + sound.length, from || (contents[0]?.ts ?? ''), contents.at(-1)?.ts ?? to];
    last = sound.at(-1) ?? last;
    const bad = page[sound.length];
    const finding = bad && fault(bad, last);
    if (finding === undefined) continue;
    findings.push({ chain, seq: bad?.seq ?? 0, finding });
    break;
  }
  return { audited: { chain, records, from, to }, findings, heads };
}

const pageSize = 1000;

async function* pages(trx: Transaction<Ledger>, chain: string): AsyncGenerator<readonly AuditTable[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const query = trx.selectFrom('audit').selectAll().where('chain', '=', chain).where('seq', '>', after);
    const page = await query.orderBy('seq').limit(pageSize).execute();
    yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.seq ?? after;
  }
}

function soundPart(page: readonly AuditTable[], last: AuditTable | undefined): readonly AuditTable[] {
  const bad = page.findIndex((row, i) => fault(row, page[i - 1] ?? last) !== undefined);
  return bad < 0 ? page : page.slice(0, bad);
}

function fault(row: AuditTable, previous: AuditTable | undefined): AuditFinding['finding'] | undefined {
  if (row.seq !== (previous?.seq ?? 0) + 1) return 'gap';
  if (!Buffer.from(recordHash(row.record)).equals(row.h)) return 'hash';
  const content = readContent(row.record);
  if (content?.chain !== row.chain || content.seq !== row.seq) return 'content';
  if (content.prev !== Buffer.from(previous?.h ?? []).toString('base64url')) return 'link';
  return previous !== undefined && stepsBack(content.ts, contentOf(previous)) ? 'time' : undefined;
}

function contentOf({ record }: AuditTable): AuditContent {
  return JSON.parse(record) as AuditContent;
}

// Clocks are disciplined to a second (EN 419 241-1 SRG_AA); a small correction is not a finding.
const tolerance = 2_000;

function stepsBack(ts: string, previous: AuditContent): boolean {
  return Date.parse(ts) + tolerance < Date.parse(previous.ts);
}

type Woven = { readonly chain: string; readonly seq: number; readonly h: string };

/** What the first record of a run says of all chains before it. */
function headsIn({ detail }: AuditContent): readonly Woven[] {
  return (detail?.['heads'] ?? []) as readonly Woven[];
}

async function missingHeads(trx: Transaction<Ledger>, woven: readonly Woven[]): Promise<AuditFinding[]> {
  const once = new Map(woven.map((head) => [`${head.chain} ${head.seq} ${head.h}`, head]));
  const findings: AuditFinding[] = [];
  for (const { chain, seq, h } of once.values()) {
    const query = trx.selectFrom('audit').select('h').where('chain', '=', chain).where('seq', '=', seq);
    const there = await query.where('h', '=', Buffer.from(h, 'base64url')).executeTakeFirst();
    if (there === undefined) findings.push({ chain, seq, finding: 'missing-head' });
  }
  return findings;
}

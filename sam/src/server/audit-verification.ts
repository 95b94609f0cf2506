import type { Kysely } from 'kysely';
import { recordHash } from './audit.ts';
import type { AuditTable, Ledger } from './ledger.ts';

/** What is wrong with a chain, named by its first bad record. */
export type AuditFinding = {
  readonly chain: string;
  readonly seq: number;
  readonly finding: 'gap' | 'hash' | 'link' | 'content' | 'missing-head' | 'time';
};

export type AuditVerdict = {
  readonly ok: boolean;
  readonly records: number;
  readonly findings: readonly AuditFinding[];
};

type Woven = { readonly chain: string; readonly seq: number; readonly h: string };
type Content = { chain: string; seq: number; prev: string; ts: string; detail?: { heads?: readonly Woven[] } };

/**
 * Verifies every chain: record hashes, sequence without gaps, links, monotone time, and that the heads woven into later
 * chains are still there. The tail of the newest chain is beyond it: that takes a checkpoint held elsewhere.
 */
export async function verifyAudit(db: Kysely<Ledger>): Promise<AuditVerdict> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('chain').orderBy('seq').execute();
  const chains = Map.groupBy(rows, (row) => row.chain);
  const findings = [...chains.values()].flatMap((chain) => [...firstFault(chain)]);
  findings.push(...missingHeads(rows));
  return { ok: findings.length === 0, records: rows.length, findings };
}

function firstFault(chain: readonly AuditTable[]): AuditFinding[] {
  let previous: AuditTable | undefined;
  for (const row of chain) {
    const finding = fault(row, previous);
    if (finding !== undefined) return [{ chain: row.chain, seq: row.seq, finding }];
    previous = row;
  }
  return [];
}

function fault(row: AuditTable, previous: AuditTable | undefined): AuditFinding['finding'] | undefined {
  if (row.seq !== (previous?.seq ?? 0) + 1) return 'gap';
  if (!Buffer.from(recordHash(row.record)).equals(row.h)) return 'hash';
  const content = JSON.parse(row.record) as Content;
  if (content.chain !== row.chain || content.seq !== row.seq) return 'content';
  if (content.prev !== Buffer.from(previous?.h ?? []).toString('base64url')) return 'link';
  return previous !== undefined && stepsBack(content.ts, previous) ? 'time' : undefined;
}

// Clocks are disciplined to a second (EN 419 241-1 SRG_AA); a small correction is not a finding.
const tolerance = 2_000;

function stepsBack(ts: string, previous: AuditTable): boolean {
  return Date.parse(ts) + tolerance < Date.parse((JSON.parse(previous.record) as Content).ts);
}

function missingHeads(rows: readonly AuditTable[]): AuditFinding[] {
  const present = new Set(rows.map((row) => `${row.chain} ${row.seq} ${Buffer.from(row.h).toString('base64url')}`));
  const woven = rows.filter((row) => row.seq === 1).flatMap((row) => headsIn(row.record));
  const missing = woven.filter((head) => !present.has(`${head.chain} ${head.seq} ${head.h}`));
  return missing.map(({ chain, seq }) => ({ chain, seq, finding: 'missing-head' }));
}

function headsIn(record: string): readonly Woven[] {
  return (JSON.parse(record) as Content).detail?.heads ?? [];
}

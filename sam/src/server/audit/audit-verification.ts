import type { Kysely } from 'kysely';
import { openExisting, type SamDatabase } from '../database/database.ts';
import type { Ledger } from '../database/ledger.ts';
import { requireMigrated } from '../database/migrate.ts';
import { hashAt, type VerifiedChain, verifyChain } from './audit-chain.ts';
import { type AuditTrust, type VerifiedCheckpoints, verifyCheckpoints } from './audit-checkpoints.ts';
import type { AuditFinding, RecordFinding } from './audit-finding.ts';
import { auditInFolder, type ExportedLog } from './audit-folder.ts';
import { authoritiesInLog } from './audit-ledger.ts';
import { type AuditSource, auditIn } from './audit-source.ts';

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
  readonly checkpoints: number;
  /** The keys of the checkpoints, by their RFC 7638 thumbprints. */
  readonly keys: readonly string[];
  /** The last checkpoint, and the last that is time-stamped; times in RFC 3339. */
  readonly last?: { readonly cp: number; readonly ts: string };
  readonly stamped?: { readonly cp: number; readonly time: string };
  readonly findings: readonly AuditFinding[];
};

/**
 * The same for a database, one that nobody else has open where it is embedded. Unless told, time-stamps lead to an authority that officers
 * trusted at some time, as the log says. Throws SamStartError.
 */
export async function verifyAuditIn(database: SamDatabase, trust: AuditTrust = {}): Promise<AuditVerdict> {
  const { db, close } = await openExisting(database);
  try {
    await requireMigrated(db);
    const tsaRoots = trust.tsaRoots ?? (await authoritiesInLog(db));
    return await verifyAudit(db, { ...trust, ...(tsaRoots.length === 0 ? {} : { tsaRoots }) }, new Date());
  } finally {
    await close();
  }
}

/** The same for an exported log; it ends with a checkpoint. */
export function verifyExport(folder: string, log: ExportedLog, trust: AuditTrust): Promise<AuditVerdict> {
  return verifyLog(auditInFolder(folder), trust, { at: new Date(log.exported), covered: true });
}

/** The same in one snapshot of a database. */
export async function verifyAudit(db: Kysely<Ledger>, trust: AuditTrust = {}, at?: Date): Promise<AuditVerdict> {
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return reading.execute((trx) => verifyLog(auditIn(trx), trust, { at }));
}

/**
 * Verifies every chain: record hashes, sequence without gaps, links, monotone time; that the heads woven into later chains are still
 * there; the checkpoints, their Merkle roots and time-stamps; and, beside a ledger, that it shows what the records say was spent, bound,
 * approved and trusted. `until`: that somebody has spoken until then, and that everything is covered.
 */
async function verifyLog(source: AuditSource, trust: AuditTrust, until: Until = {}): Promise<AuditVerdict> {
  const byName = new Map<string, VerifiedChain>();
  for (const chain of await source.chains()) byName.set(chain, await verifyChain(source, chain));
  const verified = [...byName.values()].sort((a, b) => Date.parse(a.audited.from) - Date.parse(b.audited.from));
  const marked = await verifyCheckpoints(source, byName, trust);
  const all: readonly AuditFinding[] = [
    ...verified.flatMap((one) => one.findings),
    ...(verified.every(isWhole) ? await source.factorsDiffering() : []),
    ...missingHeads(byName, verified),
    ...marked.findings,
    ...tail(verified, marked, until),
  ];
  const findings = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const records = verified.reduce((sum, { audited }) => sum + audited.records, 0);
  const chains = verified.map(({ audited }) => audited);
  return { ok: findings.length === 0, records, chains, ...summary(marked), findings };
}

/** Else nobody knows what the log said last. */
function isWhole({ findings }: VerifiedChain): boolean {
  return findings.every(({ finding }) => finding === 'rolled-back');
}

function summary({ checkpoints, keys, last, stamped }: VerifiedCheckpoints) {
  return {
    checkpoints,
    keys,
    ...(last === undefined ? {} : { last: { cp: last.cp, ts: last.ts } }),
    ...(stamped === undefined ? {} : { stamped: { cp: stamped.cp, time: stamped.time.toISOString() } }),
  };
}

function missingHeads(
  chains: ReadonlyMap<string, VerifiedChain>,
  verified: readonly VerifiedChain[],
): readonly RecordFinding[] {
  const gone = verified
    .flatMap(({ heads }) => heads)
    .filter(({ chain, seq, h }) => {
      const found = chains.get(chain);
      return found === undefined || (hashAt(found, seq)?.toString('base64url') !== h && found.findings.length === 0);
    });
  return gone.map(({ chain, seq }) => ({ chain, seq, finding: 'missing-head' }));
}

/** A SAM at work speaks each minute and is covered each minute or two. */
const silence = 180_000;

type Until = { readonly at?: Date | undefined; readonly covered?: true };

/** The end of the log: nobody stops a SAM without a last word, and nothing stays uncovered for long; in an export nothing at all. */
function tail(
  verified: readonly VerifiedChain[],
  marked: VerifiedCheckpoints,
  { at, covered: whole }: Until,
): readonly RecordFinding[] {
  const loose = whole ? verified.flatMap((one) => beyond(one, marked)) : [];
  if (loose.length > 0) return loose;
  const newest = verified.toSorted((a, b) => Date.parse(a.audited.to) - Date.parse(b.audited.to)).at(-1);
  const oldest = verified[0];
  if (newest?.last === undefined || oldest === undefined) return [];
  const { chain, seq, ev, ts } = newest.last;
  const since = marked.last?.ts ?? oldest.audited.from;
  const covered = (marked.covered.get(chain) ?? 0) + 1;
  const uncovered = covered <= seq && Date.parse(ts) - Date.parse(since) > silence;
  if (uncovered) return [{ chain, seq: covered, finding: 'uncovered' }];
  const silent = ev !== 'SAM_STOPPED' && at !== undefined && at.getTime() - Date.parse(ts) > silence;
  return silent ? [{ chain, seq, finding: 'silent' }] : [];
}

function beyond({ last, findings }: VerifiedChain, { covered }: VerifiedCheckpoints): readonly RecordFinding[] {
  const seq = (last && (covered.get(last.chain) ?? 0) + 1) ?? 0;
  if (last === undefined || seq > last.seq || findings.length > 0) return [];
  return [{ chain: last.chain, seq, finding: 'uncovered' }];
}

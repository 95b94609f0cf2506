import type { Certificate } from '@chancery/pki';
import { hashAt, stepsBack, type VerifiedChain } from './audit-chain.ts';
import type { AuditFinding, CheckpointFinding } from './audit-finding.ts';
import type { AuditSource, CheckpointRow } from './audit-source.ts';
import { type CheckpointHead, checkpointHash, type ReadCheckpoint, readCheckpoint } from './checkpoint.ts';
import { treeRoot } from './merkle.ts';
import { judgeStamp } from './stamp.ts';

/** What the reader of a log knows from elsewhere: whose checkpoints these are, and which time-stamping authorities he believes. */
export type AuditTrust = {
  /** RFC 7638 thumbprints of the keys of checkpoints. Absent: whoever signed them. */
  readonly keys?: readonly string[];
  /** Absent: a time-stamp must be right, by whomever. */
  readonly tsaRoots?: readonly Certificate[];
  /** Checkpoints (JWS) of this log that somebody has kept. */
  readonly anchors?: readonly string[];
};

export type VerifiedCheckpoints = {
  readonly findings: readonly AuditFinding[];
  readonly checkpoints: number;
  /** The keys that signed them. */
  readonly keys: readonly string[];
  /** The latest checkpoint, and the latest that is time-stamped. */
  readonly last: ReadCheckpoint | undefined;
  readonly stamped: { readonly cp: number; readonly time: Date } | undefined;
  /** How far each chain is covered. */
  readonly covered: ReadonlyMap<string, number>;
};

type Chains = ReadonlyMap<string, VerifiedChain>;

/** One after the other, to the first bad one; each over the records that the chains really have. */
export async function verifyCheckpoints(
  source: AuditSource,
  chains: Chains,
  trust: AuditTrust,
): Promise<VerifiedCheckpoints> {
  const findings: AuditFinding[] = [];
  const covered = new Map<string, number>();
  const keys = new Set<string>();
  const seen = new Set<string>();
  let last: ReadCheckpoint | undefined;
  let stamped: VerifiedCheckpoints['stamped'];
  for await (const row of rowsOf(source)) {
    const read = readCheckpoint(row.jws);
    const bad = fault(row, read, last, covered, trust);
    if (read === undefined || bad !== undefined) {
      findings.push({
        cp: bad === 'checkpoint-gap' ? (last?.cp ?? 0) + 1 : row.cp,
        finding: bad ?? 'checkpoint-content',
      });
      break;
    }
    findings.push(...coverage(read, chains), ...stampFault(row, read, trust));
    for (const { chain, seq } of read.heads) covered.set(chain, seq);
    stamped = stampOf(row, read) ?? stamped;
    keys.add(read.kid);
    seen.add(row.jws);
    last = read;
  }
  findings.push(...lost(trust, seen));
  return { findings, checkpoints: last?.cp ?? 0, keys: [...keys], last, stamped, covered };
}

async function* rowsOf(source: AuditSource): AsyncGenerator<CheckpointRow> {
  for await (const page of source.checkpoints()) yield* page;
}

function fault(
  row: CheckpointRow,
  read: ReadCheckpoint | undefined,
  last: ReadCheckpoint | undefined,
  covered: ReadonlyMap<string, number>,
  { keys }: AuditTrust,
): CheckpointFinding['finding'] | undefined {
  if (row.cp !== (last?.cp ?? 0) + 1) return 'checkpoint-gap';
  if (read?.cp !== row.cp || (last !== undefined && read.aud !== last.aud)) return 'checkpoint-content';
  if (!read.signed) return 'checkpoint-signature';
  if (keys !== undefined && !keys.includes(read.kid)) return 'checkpoint-key';
  const prev = last === undefined ? '' : checkpointHash(last.jws).toString('base64url');
  if (read.prev !== prev) return 'checkpoint-link';
  if (last !== undefined && (stepsBack(read.ts, last.ts) || read.epoch < last.epoch)) return 'checkpoint-time';
  return read.heads.every((head, i) => continues(head, read.heads[i - 1], covered)) ? undefined : 'checkpoint-interval';
}

/** Every record is covered once: a chain goes on where the checkpoint before left it. */
function continues(
  head: CheckpointHead,
  before: CheckpointHead | undefined,
  covered: ReadonlyMap<string, number>,
): boolean {
  const inOrder = before === undefined || before.chain < head.chain;
  return inOrder && head.from === (covered.get(head.chain) ?? 0) + 1 && head.from <= head.seq;
}

/** The heads must be there and the tree must have the root that was attested. A chain that is broken before is named already. */
function coverage(read: ReadCheckpoint, chains: Chains): readonly AuditFinding[] {
  const missing = read.heads.filter(({ chain, seq, h }) => chains.get(chain) && !isAt(chains, chain, seq, h));
  const gone = read.heads.filter(({ chain }) => !chains.has(chain));
  const unnamed = [...gone, ...missing.filter(({ chain }) => !isBroken(chains.get(chain)))];
  if (unnamed.length > 0) return unnamed.map(({ chain, seq }) => ({ chain, seq, finding: 'missing-head' }));
  if (missing.length > 0) return [];
  const root = Buffer.from(treeRoot(read.heads.flatMap((head) => leavesOf(chains.get(head.chain), head))));
  return root.toString('base64url') === read.merkle_root ? [] : [{ cp: read.cp, finding: 'checkpoint-root' }];
}

function isAt(chains: Chains, chain: string, seq: number, h: string): boolean {
  const found = chains.get(chain);
  return found !== undefined && hashAt(found, seq)?.toString('base64url') === h;
}

const breaks = ['gap', 'hash', 'content', 'link', 'time'];

function isBroken(chain: VerifiedChain | undefined): boolean {
  return chain?.findings.some(({ finding }) => breaks.includes(finding)) ?? false;
}

function leavesOf(chain: VerifiedChain | undefined, { from, seq }: CheckpointHead): readonly Uint8Array[] {
  return Array.from({ length: seq - from + 1 }, (_, i) => (chain && hashAt(chain, from + i)) ?? new Uint8Array(0));
}

function stampFault(row: CheckpointRow, read: ReadCheckpoint, { tsaRoots }: AuditTrust): readonly CheckpointFinding[] {
  if (row.token === null) return [];
  const verdict = judgeStamp(read, row.token, tsaRoots ?? []);
  const good = verdict.ok && (verdict.trusted || tsaRoots === undefined);
  return good ? [] : [{ cp: read.cp, finding: 'stamp' }];
}

function stampOf({ token }: CheckpointRow, read: ReadCheckpoint): VerifiedCheckpoints['stamped'] {
  if (token === null) return undefined;
  const verdict = judgeStamp(read, token, []);
  return verdict.ok ? { cp: read.cp, time: verdict.genTime } : undefined;
}

/** A checkpoint that somebody has kept and the log has not: the log was cut, or put back. */
function lost({ anchors = [] }: AuditTrust, seen: ReadonlySet<string>): readonly CheckpointFinding[] {
  const gone = anchors.map((jws) => jws.trim()).filter((jws) => !seen.has(jws));
  return gone.map((jws) => ({ cp: readCheckpoint(jws)?.cp ?? 0, finding: 'anchor' }));
}

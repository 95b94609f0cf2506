import type { AuditTable } from '../database/ledger.ts';
import type { RecordFinding } from './audit-finding.ts';
import { type AuditContent, readContent } from './audit-ledger.ts';
import type { AuditSource } from './audit-source.ts';
import type { AuditedChain } from './audit-verification.ts';
import { recordHash } from './chain.ts';

/** A chain up to its first bad record. `hashes` has 32 octets for each sound one; `heads` is what it says of chains before it. */
export type VerifiedChain = {
  readonly audited: AuditedChain;
  readonly findings: readonly RecordFinding[];
  readonly heads: readonly Woven[];
  readonly hashes: Buffer;
  readonly last: AuditContent | undefined;
};

type Woven = { readonly chain: string; readonly seq: number; readonly h: string };

/** Record hashes, sequence without gaps, links, monotone time. Ends at the first bad record: what follows it proves nothing. */
export async function verifyChain(source: AuditSource, chain: string): Promise<VerifiedChain> {
  const findings: RecordFinding[] = [];
  const heads: Woven[] = [];
  const hashes: Uint8Array[] = [];
  let [records, from] = [0, ''];
  let last: AuditTable | undefined;
  for await (const page of source.records(chain)) {
    const sound = soundPart(page, last);
    const contents = sound.map(contentOf);
    heads.push(...contents.filter(({ seq }) => seq === 1).flatMap(headsIn));
    hashes.push(Buffer.concat(sound.map(({ h }) => h)));
    findings.push(...(await source.rolledBack(contents)));
    [records, from] = [records + sound.length, from || (contents[0]?.ts ?? '')];
    last = sound.at(-1) ?? last;
    const bad = page[sound.length];
    const finding = bad && fault(bad, last);
    if (finding === undefined) continue;
    findings.push({ chain, seq: bad?.seq ?? 0, finding });
    break;
  }
  const end = last && contentOf(last);
  const audited = { chain, records, from, to: end?.ts ?? '' };
  return { audited, findings, heads, hashes: Buffer.concat(hashes), last: end };
}

/** The hash of record `seq` of a chain, where it is there and sound. */
export function hashAt({ hashes }: VerifiedChain, seq: number): Buffer | undefined {
  return seq < 1 || seq * 32 > hashes.length ? undefined : hashes.subarray((seq - 1) * 32, seq * 32);
}

function soundPart(page: readonly AuditTable[], last: AuditTable | undefined): readonly AuditTable[] {
  const bad = page.findIndex((row, i) => fault(row, page[i - 1] ?? last) !== undefined);
  return bad < 0 ? page : page.slice(0, bad);
}

function fault(row: AuditTable, previous: AuditTable | undefined): RecordFinding['finding'] | undefined {
  if (row.seq !== (previous?.seq ?? 0) + 1) return 'gap';
  if (!Buffer.from(recordHash(row.record)).equals(row.h)) return 'hash';
  const content = readContent(row.record);
  if (content?.chain !== row.chain || content.seq !== row.seq) return 'content';
  if (content.prev !== Buffer.from(previous?.h ?? []).toString('base64url')) return 'link';
  return previous !== undefined && stepsBack(content.ts, contentOf(previous).ts) ? 'time' : undefined;
}

function contentOf({ record }: AuditTable): AuditContent {
  return JSON.parse(record) as AuditContent;
}

// Clocks are disciplined to a second (EN 419 241-1 SRG_AA); a small correction is not a finding.
const tolerance = 2_000;

/** Whether time ran backwards between two records or checkpoints. */
export function stepsBack(ts: string, previous: string): boolean {
  return Date.parse(ts) + tolerance < Date.parse(previous);
}

/** What the first record of a run says of all chains before it. */
function headsIn({ detail }: AuditContent): readonly Woven[] {
  return (detail?.['heads'] ?? []) as readonly Woven[];
}

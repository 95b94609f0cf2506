/** `chancery audit verify`: the tamper-evident log of a SAM, judged from its database alone. */
import { type AuditedChain, type AuditFinding, type AuditVerdict, verifyAuditIn } from '@chancery/sam/server';
import { database, readConfiguration } from './configuration.ts';
import { SamConfiguration } from './sam.ts';
import { wordsOf } from './words.ts';

/** A verdict was not reached: neither whole nor broken. */
class NothingVerified extends Error {
  override readonly name = 'NothingVerified';
  readonly exitCode = 2;
}

/** Exit code 0 when whole, 1 with findings, 2 when nothing was verified. */
export async function runAuditVerify(options: { config: string; json?: boolean }): Promise<void> {
  const { aud, verdict } = await verify(options.config).catch((cause: unknown) => {
    throw new NothingVerified(wordsOf(cause), { cause });
  });
  process.stdout.write(options.json ? `${JSON.stringify({ aud, ...verdict })}\n` : told(aud, verdict));
  process.exitCode = verdict.ok ? 0 : 1;
}

async function verify(file: string): Promise<{ aud: string; verdict: AuditVerdict }> {
  const { aud, database: chosen } = readConfiguration(file, SamConfiguration);
  return { aud, verdict: await verifyAuditIn(database(file, chosen)) };
}

function told(aud: string, { ok, chains, records, findings }: AuditVerdict): string {
  const lines = [`Audit log of ${aud}`, ...chains.map(row), ...findings.map(sentence)];
  const sum = `${chains.length} chains, ${records} records: ${ok ? 'whole' : `${findings.length} findings`}.`;
  return `${[...lines, sum, checked].join('\n')}\n`;
}

function row({ chain, records, from, to }: AuditedChain): string {
  return `  ${chain}  ${from} to ${to}  ${String(records).padStart(7)} records`;
}

function sentence({ chain, seq, finding }: AuditFinding): string {
  return `FINDING ${finding}: chain ${chain}, record ${seq}: ${meanings[finding]}`;
}

const meanings: Readonly<Record<AuditFinding['finding'], string>> = {
  gap: 'a record before it is missing.',
  hash: 'the record is not the one that was hashed.',
  link: 'it does not continue the record before it.',
  content: 'it says to be another record than it is.',
  time: 'it is older than the record before it.',
  'missing-head': 'a later run saw it, and it is gone or another one.',
  'rolled-back': 'what it reports does not stand in the ledger any more.',
};

const checked = `Checked: hashes, sequence, links, times, heads woven into later runs; slots, certificates and approvals against
the ledger. Not checked: the end of the newest chain, which takes a checkpoint held elsewhere.`;

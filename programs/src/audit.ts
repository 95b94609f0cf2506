/** `chancery audit verify`: the tamper-evident log of a SAM, judged from its database. */
import {
  type AuditedChain,
  type AuditFinding,
  type AuditVerdict,
  kindOfFinding,
  verifyAuditIn,
} from '@chancery/sam/server';
import { database, readConfiguration } from './configuration.ts';
import { SamConfiguration } from './sam.ts';
import { wordsOf } from './words.ts';

/** A verdict was not reached: neither whole nor broken. */
class NothingVerified extends Error {
  override readonly name = 'NothingVerified';
  readonly exitCode = 1;
}

const exitCodes = { gap: 2, hash: 3, signature: 4, time: 5 } as const;

/** Exit code 0 when whole, 1 when nothing was verified; otherwise by the kind of the first finding. */
export async function runAuditVerify(options: { config: string; json?: boolean }): Promise<void> {
  const { aud, verdict } = await verify(options.config).catch((cause: unknown) => {
    throw new NothingVerified(wordsOf(cause), { cause });
  });
  process.stdout.write(options.json ? `${JSON.stringify({ aud, ...verdict })}\n` : told(aud, verdict));
  const [first] = verdict.findings;
  process.exitCode = first === undefined ? 0 : exitCodes[kindOfFinding[first.finding]];
}

async function verify(file: string): Promise<{ aud: string; verdict: AuditVerdict }> {
  const { aud, database: chosen } = readConfiguration(file, SamConfiguration);
  return { aud, verdict: await verifyAuditIn(database(file, chosen)) };
}

function told(aud: string, { ok, chains, records, findings, ...marked }: AuditVerdict): string {
  const lines = [`Audit log of ${aud}`, ...chains.map(row), ...checkpointsTold(marked), ...findings.map(sentence)];
  const sum = `${chains.length} chains, ${records} records, ${marked.checkpoints} checkpoints: ${ok ? 'whole' : `${findings.length} findings`}.`;
  return `${[...lines, sum, checked].join('\n')}\n`;
}

function row({ chain, records, from, to }: AuditedChain): string {
  return `  ${chain}  ${from} to ${to}  ${String(records).padStart(7)} records`;
}

function checkpointsTold({ keys, last, stamped }: Pick<AuditVerdict, 'keys' | 'last' | 'stamped'>): readonly string[] {
  return [
    ...(last === undefined ? [] : [`  last checkpoint ${last.cp}, ${last.ts}`]),
    ...(stamped === undefined ? [] : [`  time-stamped up to checkpoint ${stamped.cp}, ${stamped.time}`]),
    ...keys.map((kid) => `  checkpoints signed by ${kid}`),
  ];
}

function sentence(found: AuditFinding): string {
  const where = 'cp' in found ? `checkpoint ${found.cp}` : `chain ${found.chain}, record ${found.seq}`;
  return `FINDING ${found.finding}: ${where}: ${meanings[found.finding]}`;
}

const meanings: Readonly<Record<AuditFinding['finding'], string>> = {
  gap: 'a record before it is missing.',
  hash: 'the record is not the one that was hashed.',
  link: 'it does not continue the record before it.',
  content: 'it says to be another record than it is.',
  time: 'it is older than the record before it.',
  'missing-head': 'a later run or a checkpoint saw it, and it is gone or another one.',
  'rolled-back': 'what it reports does not stand in the ledger any more.',
  uncovered: 'no checkpoint covers it, though it is minutes old.',
  silent: 'nothing comes after it: the SAM was killed, or the end of the log was cut off.',
  'checkpoint-gap': 'it is missing.',
  'checkpoint-content': 'it is no checkpoint of this log.',
  'checkpoint-signature': 'its signature is not by the key it names.',
  'checkpoint-key': 'it is signed by a key that is not among the known ones.',
  'checkpoint-link': 'it does not continue the checkpoint before it.',
  'checkpoint-time': 'it is older, or of an earlier epoch, than the checkpoint before it.',
  'checkpoint-interval': 'it leaves out records, or covers some twice.',
  'checkpoint-root': 'the records are not those it was made over.',
  stamp: 'its time-stamp is not over it, too early, or by nobody who is trusted.',
  anchor: 'somebody has kept it, and the log does not have it.',
};

const checked = `Checked: hashes, sequence, links, times, heads woven into later runs; checkpoints, their trees and time-stamps; slots, certificates
and approvals against the ledger. Compare the keys of the checkpoints with those that the provider publishes.`;

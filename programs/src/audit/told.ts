/** What a verification says to people. */
import type { AuditedChain, AuditFinding, AuditVerdict, ProofFinding, ProofVerdict } from '@chancery/sam/server';
import type { PeriodVerdict } from './period.ts';

export function logTold(
  aud: string,
  { ok, chains, records, findings, elsewhere, ...marked }: PeriodVerdict,
  ledger: boolean,
): string {
  const lines = [`Audit log of ${aud}`, ...chains.map(row), ...checkpointsTold(marked), ...findings.map(sentence)];
  const sum = `${chains.length} chains, ${records} records, ${marked.checkpoints} checkpoints: ${ok ? 'whole' : `${findings.length} findings`}.`;
  return `${[...lines, sum, ...others(elsewhere), checked(ledger)].join('\n')}\n`;
}

function others(elsewhere: number): readonly string[] {
  return elsewhere === 0 ? [] : [`${elsewhere} findings are of another time: verify without --from and --to.`];
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
  factor: 'what a signer approves with is not as it says: put back, changed, taken away, or its counter was lowered.',
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

function checked(ledger: boolean): string {
  const beside = ledger ? '; slots, certificates,\napprovals and factors against the ledger' : '';
  return `Checked: hashes, sequence, links, times, heads woven into later runs; checkpoints, their trees and time-stamps${beside}.
${compare}`;
}

const compare = 'Compare the keys of the checkpoints with those that the provider publishes, or give them with --key.';

export function proofTold({ ok, records, keys, findings }: ProofVerdict): string {
  const lines = records.flatMap(({ content, checkpoint, time }) => [
    `${content.ev} of ${content.ts}, chain ${content.chain}, record ${content.seq}`,
    ...Object.entries({ signer: content.subject, challenge: content.object, ...shown(content.detail) })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name}  ${value}`),
    `  stands in checkpoint ${checkpoint.cp} of ${checkpoint.aud}, ${checkpoint.ts}`,
    time === undefined ? '  not time-stamped' : `  and was there at ${time}, says a time-stamping authority`,
  ]);
  const found = findings.map(({ proof, finding }) => `FINDING ${finding}: record ${proof + 1}: ${faults[finding]}`);
  const signers = keys.map((kid) => `  checkpoints signed by ${kid}`);
  const sum = ok ? `${records.length} records: proven.` : `${findings.length} findings: nothing is proven by them.`;
  return `${[...lines, ...signers, ...found, sum, ...(ok ? [compare] : [])].join('\n')}\n`;
}

/** As `sha256sum` prints what was hashed. */
function shown(detail: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { key, callId, alg, signatures } = detail;
  const hex = (value: unknown) => Buffer.from(String(value), 'base64url').toString('hex');
  const values = Array.isArray(signatures) ? { 'SHA-256 of the signature': signatures.map(hex).join(', ') } : {};
  return { key, call: callId, algorithm: alg, ...values };
}

const faults: Readonly<Record<ProofFinding['finding'], string>> = {
  record: 'it is no record of a log.',
  checkpoint: 'what should be a checkpoint is none.',
  'not-covered': 'the checkpoint does not cover it.',
  path: 'the path does not lead to the root of the checkpoint: the record is another one.',
  signature: 'a checkpoint is not signed by the key it names.',
  key: 'a checkpoint is signed by a key that is not among the known ones.',
  intent: 'the intent is not the one that was approved and signed.',
  certificate: 'the certificate is not the one that the signer approved.',
  link: 'the checkpoints do not continue each other.',
  stamp: 'the time-stamp is not over the checkpoint, too early, or by nobody who is trusted.',
};

/** What is wrong with a chain, named by its first bad record. */
export type RecordFinding = {
  readonly chain: string;
  readonly seq: number;
  readonly finding:
    | 'gap'
    | 'hash'
    | 'link'
    | 'content'
    | 'missing-head'
    | 'time'
    | 'rolled-back'
    | 'factor'
    | 'uncovered'
    | 'silent';
};

/** What is wrong with a checkpoint. */
export type CheckpointFinding = {
  readonly cp: number;
  readonly finding:
    | 'checkpoint-gap'
    | 'checkpoint-content'
    | 'checkpoint-signature'
    | 'checkpoint-key'
    | 'checkpoint-link'
    | 'checkpoint-time'
    | 'checkpoint-interval'
    | 'checkpoint-root'
    | 'stamp'
    | 'anchor';
};

export type AuditFinding = RecordFinding | CheckpointFinding;

/** What kind of harm a finding is: something is missing, is another than it was, is not attested, or is of another time. */
export const kindOfFinding: Readonly<Record<AuditFinding['finding'], 'gap' | 'hash' | 'signature' | 'time'>> = {
  gap: 'gap',
  'missing-head': 'gap',
  uncovered: 'gap',
  silent: 'gap',
  hash: 'hash',
  link: 'hash',
  content: 'hash',
  'rolled-back': 'hash',
  factor: 'hash',
  time: 'time',
  'checkpoint-gap': 'gap',
  'checkpoint-interval': 'gap',
  anchor: 'gap',
  'checkpoint-content': 'hash',
  'checkpoint-link': 'hash',
  'checkpoint-root': 'hash',
  'checkpoint-signature': 'signature',
  'checkpoint-key': 'signature',
  'checkpoint-time': 'time',
  stamp: 'time',
};

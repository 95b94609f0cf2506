import type { Certificate } from '@chancery/pki';
import type { AuditProof, RecordProof } from '../../client/index.ts';
import { b64u, list, object, oneOf, optional, type Reader, text } from '../shape.ts';
import type { AuditTrust } from './audit-checkpoints.ts';
import { type AuditContent, readContent } from './audit-ledger.ts';
import { recordHash } from './chain.ts';
import { checkpointHash, placeIn, type ReadCheckpoint, readCheckpoint } from './checkpoint.ts';
import { rootOf } from './merkle.ts';
import { judgeStamp } from './stamp.ts';

export type ProofFinding = {
  /** Which of the records, from 0. */
  readonly proof: number;
  readonly finding:
    | 'record'
    | 'checkpoint'
    | 'not-covered'
    | 'path'
    | 'signature'
    | 'key'
    | 'link'
    | 'stamp'
    | 'intent'
    | 'certificate';
};

type ProvenRecord = {
  readonly content: AuditContent;
  readonly checkpoint: { readonly cp: number; readonly ts: string; readonly aud: string };
  /** It was there at the latest then, says a time-stamping authority; RFC 3339. */
  readonly time?: string;
};

export type ProofVerdict = {
  readonly ok: boolean;
  readonly records: readonly ProvenRecord[];
  readonly keys: readonly string[];
  readonly findings: readonly ProofFinding[];
};

export const kindOfProofFinding: Readonly<Record<ProofFinding['finding'], 'gap' | 'hash' | 'signature' | 'time'>> = {
  record: 'hash',
  checkpoint: 'hash',
  path: 'hash',
  link: 'hash',
  intent: 'hash',
  certificate: 'hash',
  'not-covered': 'gap',
  signature: 'signature',
  key: 'signature',
  stamp: 'time',
};

const jws = text(5_000_000);
const proofShape = object({
  type: oneOf('chancery-audit-proof'),
  v: oneOf(1),
  proofs: list(
    object({
      record: text(1_000_000),
      path: list(b64u(32, 32), 0, 64),
      checkpoint: jws,
      later: list(jws, 0, 10_000),
      token: optional(b64u(1, 65_536)),
    }),
    1,
    1_000,
  ),
}) satisfies Reader<unknown>;

/** Undefined for anything that is no proof. */
export function readProof(value: unknown): AuditProof | undefined {
  try {
    return proofShape(value, 'proof') as AuditProof;
  } catch {
    return undefined;
  }
}

/** Needs nothing but the proof and what the reader trusts: no database, no network, no clock. */
export function verifyProof({ proofs }: AuditProof, trust: Omit<AuditTrust, 'anchors'>): ProofVerdict {
  const judged = proofs.map((proof) => judge(proof, trust));
  const findings = judged.flatMap(({ finding }, proof) => (finding === undefined ? [] : [{ proof, finding }]));
  const records = judged.flatMap(({ proven }) => (proven === undefined ? [] : [proven]));
  const keys = [...new Set(judged.flatMap((one) => one.keys))];
  return { ok: findings.length === 0, records, keys, findings };
}

type Judged = {
  readonly finding?: ProofFinding['finding'];
  readonly proven?: ProvenRecord;
  readonly keys: readonly string[];
};

function judge(proof: RecordProof, trust: Omit<AuditTrust, 'anchors'>): Judged {
  const content = readContent(proof.record);
  if (typeof content?.chain !== 'string' || typeof content.seq !== 'number') return { finding: 'record', keys: [] };
  const checkpoint = readCheckpoint(proof.checkpoint);
  const later = proof.later.map(readCheckpoint);
  const read = [checkpoint, ...later].flatMap((one) => (one === undefined ? [] : [one]));
  if (checkpoint === undefined || read.length !== later.length + 1) return { finding: 'checkpoint', keys: [] };
  const keys = read.map(({ kid }) => kid);
  const finding = coverFault(proof, content, checkpoint) ?? signedFault(read, trust) ?? linkFault(read);
  if (finding !== undefined) return { finding, keys };
  const time = timeOf(read.at(-1) ?? checkpoint, proof.token, trust.tsaRoots);
  if (time === 'stamp') return { finding: time, keys };
  const { cp, ts, aud } = checkpoint;
  return { proven: { content, checkpoint: { cp, ts, aud }, ...(time === undefined ? {} : { time }) }, keys };
}

/** The place in the tree follows from the checkpoint alone. */
function coverFault(
  { record, path }: RecordProof,
  content: AuditContent,
  { heads, merkle_root }: ReadCheckpoint,
): ProofFinding['finding'] | undefined {
  const place = placeIn(heads, content);
  if (place === undefined) return 'not-covered';
  const beside = path.map((hash) => Buffer.from(hash, 'base64url'));
  const root = rootOf(recordHash(record), beside, place.index, place.size);
  return root !== undefined && Buffer.from(root).toString('base64url') === merkle_root ? undefined : 'path';
}

function signedFault(read: readonly ReadCheckpoint[], { keys }: AuditTrust): ProofFinding['finding'] | undefined {
  if (read.some(({ signed }) => !signed)) return 'signature';
  return keys !== undefined && read.some(({ kid }) => !keys.includes(kid)) ? 'key' : undefined;
}

function linkFault(read: readonly ReadCheckpoint[]): ProofFinding['finding'] | undefined {
  const [, ...later] = read;
  const linked = later.every(({ prev }, i) => prev === checkpointHash(read[i]?.jws ?? '').toString('base64url'));
  return linked ? undefined : 'link';
}

function timeOf(
  stamped: ReadCheckpoint,
  token: string | undefined,
  roots: readonly Certificate[] | undefined,
): string | undefined {
  if (token === undefined) return undefined;
  const verdict = judgeStamp(stamped, Buffer.from(token, 'base64url'), roots ?? []);
  return verdict.ok && (verdict.trusted || roots === undefined) ? verdict.genTime.toISOString() : 'stamp';
}

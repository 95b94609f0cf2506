import { createHash } from 'node:crypto';
import { hashIntentText, type Intent, type SignatureEvidence } from '../../client/index.ts';
import { b64u, list, object, oneOf, optional, text } from '../shape.ts';
import type { AuditTrust } from './audit-checkpoints.ts';
import { type ProofFinding, type ProofVerdict, readProof, verifyProof } from './audit-proof.ts';

const evidenceShape = object({
  type: oneOf('chancery-evidence'),
  v: oneOf(1),
  intent: text(10_000_000),
  chain: list(b64u(1, 65_536), 0, 10),
  records: list(text(1_000_000), 1, 1_000),
  proof: optional((value: unknown) => value),
});

/** Undefined for anything that is no evidence package. */
export function readEvidence(value: unknown): SignatureEvidence | undefined {
  try {
    const { proof, ...evidence } = evidenceShape(value, 'evidence');
    const read = proof === undefined ? undefined : readProof(proof);
    return { ...evidence, ...(read === undefined ? {} : { proof: read }) } as SignatureEvidence;
  } catch {
    return undefined;
  }
}

/**
 * The proofs of all records, and that intent, certificate and records belong together. Evidence without a proof is refused: what no
 * checkpoint covers is the word of whoever hands it on.
 */
export function verifyEvidence(evidence: SignatureEvidence, trust: Omit<AuditTrust, 'anchors'>): ProofVerdict {
  const { proof } = evidence;
  if (proof === undefined)
    return { ok: false, records: [], keys: [], findings: [{ proof: 0, finding: 'not-covered' }] };
  const verdict = verifyProof(proof, trust);
  const foreign = verdict.ok ? foreignPart(evidence, verdict) : undefined;
  const findings = foreign === undefined ? verdict.findings : [{ proof: 0, finding: foreign }];
  return { ...verdict, ok: findings.length === 0, findings };
}

function foreignPart(
  { intent, chain: [certificate], records, proof }: SignatureEvidence,
  { records: proven }: ProofVerdict,
): ProofFinding['finding'] | undefined {
  const asked = JSON.parse(intent) as Intent;
  const ih = Buffer.from(hashIntentText(intent)).toString('base64url');
  const about = proven.filter(({ content }) => content.object === asked.chal);
  const signed = about.some(({ content }) => content.ev === 'SIGN_OK');
  if (!signed || about.some(({ content }) => content.ih !== ih)) return 'intent';
  if (records.some((record, i) => record !== proof?.proofs[i]?.record)) return 'record';
  return certificate === undefined || sha256(certificate) === asked.cert ? undefined : 'certificate';
}

function sha256(der: string): string {
  return createHash('sha256').update(Buffer.from(der, 'base64url')).digest('base64url');
}

import { createHash } from 'node:crypto';
import type { Evidence } from '@chancery/api';
import { nameToString, parseCertificate } from '@chancery/pki';
import { type EvidenceFacts, evidenceFacts, SamError, type SignatureEvidence } from '@chancery/sam/client';
import type { SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/**
 * The evidence of a signed request: what the SAM says, untouched, and the same in the words of the API. Throws SsaError `not_signed`.
 */
export async function evidenceOf({ sam }: SsaDeps, { id, state, chal }: SignatureRequest): Promise<Evidence> {
  if (state !== 'signed' || chal === null) throw notSigned();
  const evidence = await sam.evidence(chal).catch((cause: unknown) => {
    throw cause instanceof SamError && cause.code === 'not_found' ? notSigned(cause) : cause;
  });
  return told(id, evidence, evidenceFacts(evidence));
}

function notSigned(cause?: unknown): SsaError {
  return new SsaError('not_signed', 'There is evidence once the documents are signed.', { cause });
}

function told(request: string, evidence: SignatureEvidence, facts: EvidenceFacts): Evidence {
  const { intent, approvedAt, signedAt, factors, assurance, algorithm, signatures } = facts;
  return {
    request,
    kind: intent.seal === undefined ? 'signature' : 'seal',
    signer: { id: intent.sub, ...certified(evidence.chain[0]) },
    asked_by: { client: intent.client, name: intent.client_name, group: intent.group },
    asked_at: new Date(intent.iat * 1000).toISOString(),
    ...(approvedAt === undefined ? {} : { approved_at: approvedAt }),
    signed_at: signedAt,
    policy: intent.policy,
    assurance: { ...assurance },
    factors: factors.map((factor) => ({ ...factor })) as Evidence['factors'],
    ...termsOf(facts),
    documents: documentsOf(facts),
    ...(algorithm === undefined ? {} : { algorithm }),
    signatures: [...signatures],
    proven: evidence.proof !== undefined,
    sam: evidence as Evidence['sam'],
  };
}

function certified(der: string | undefined) {
  if (der === undefined) return {};
  const octets = Buffer.from(der, 'base64url');
  const { subject, issuer, serialHex } = parseCertificate(octets);
  const certificate = {
    subject: nameToString(subject),
    issuer: nameToString(issuer),
    serial_number: serialHex,
    sha256: createHash('sha256').update(octets).digest('hex'),
  };
  return { certificate };
}

function termsOf({ terms }: EvidenceFacts): Pick<Evidence, 'terms'> {
  if (terms === undefined) return {};
  const { version, lang, sha256, url, acceptedAt } = terms;
  return { terms: { version, lang, sha256, url, accepted_at: acceptedAt } };
}

function documentsOf({ intent: { display = [], dtbsr = [] } }: EvidenceFacts): Evidence['documents'] {
  return display.map(({ label, size, docSha256 }, i) => {
    const signed = dtbsr[i];
    return { name: label, size, sha256: docSha256, ...(signed === undefined ? {} : { signed_hash: signed }) };
  });
}

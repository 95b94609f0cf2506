import { createHash } from 'node:crypto';
import { type Certificate, isCertifiedBy, PkiError, parseCertificate, sameCertificate } from '@chancery/pki';
import { ScaError } from '../sca-error.ts';
import type { Evidence, EvidenceSources, Subject } from './evidence.ts';
import { judgeClaim, type StatusClaim, type StatusProof, type StatusQuestion } from './status-proof.ts';

export interface WantedEvidence {
  /** The signer's certificate and those of the time-stamps. */
  readonly subjects: readonly Subject[];
  /** Certificates at hand: of the signature, of the tokens, of the configuration. */
  readonly pool: readonly Certificate[];
  /** Where a chain may end; it also ends at a certificate that signed itself, since trust is the reader's to judge. */
  readonly anchors: readonly Certificate[];
  /** What the document carries already: used where it still proves something, not fetched again. */
  readonly known: Evidence;
  readonly at: Date;
}

interface Search {
  readonly wanted: WantedEvidence;
  readonly sources: EvidenceSources;
  readonly pool: Certificate[];
  readonly certificates: Map<string, Certificate>;
  readonly ocspResponses: Map<string, Uint8Array>;
  readonly crls: Map<string, Uint8Array>;
}

const mostCertificates = 64;

/**
 * Everything the chains of the subjects need, the chains of the responders included (EN 319 122-1, 5.5; EN 319 142-1, 5.4.2):
 * each certificate, and of each that is not an anchor a proof of its status. Throws ScaError `evidence-missing` when a
 * source has none, `revoked` when a subject was revoked before its signature was proven.
 */
export async function collectEvidence(wanted: WantedEvidence, sources: EvidenceSources): Promise<Evidence> {
  const kept = () => new Map();
  const pool = [...wanted.pool, ...wanted.known.certificates.flatMap(readable)];
  const search: Search = { wanted, sources, pool, certificates: kept(), ocspResponses: kept(), crls: kept() };
  const open = [...wanted.subjects];
  for (let subject = open.shift(); subject !== undefined; subject = open.shift()) {
    open.push(...(await evidenceFor(search, subject)));
    if (search.certificates.size > mostCertificates) throw missing(subject.certificate, 'the chain is too long');
  }
  const { certificates, ocspResponses, crls } = search;
  return {
    certificates: [...certificates.values()].map(({ der }) => der),
    ocspResponses: [...ocspResponses.values()],
    crls: [...crls.values()],
  };
}

/** Keeps what one certificate needs; returns those whose own status matters because of it. */
async function evidenceFor(search: Search, subject: Subject): Promise<Subject[]> {
  const { certificate, provenAt } = subject;
  const name = fingerprint(certificate.der);
  if (search.certificates.has(name)) return [];
  search.certificates.set(name, certificate);
  if (endsChain(search, certificate)) return [];
  const issuer = await issuerOf(search, certificate);
  const above = [{ certificate: issuer, ...(provenAt ? { provenAt } : {}) }];
  if (certificate.withoutStatus) return above;
  return [...above, ...keep(search, await proofFor(search, subject, issuer))];
}

function endsChain({ wanted }: Search, certificate: Certificate): boolean {
  return wanted.anchors.some((anchor) => sameCertificate(anchor, certificate)) || isIssuer(certificate, certificate);
}

async function issuerOf(search: Search, certificate: Certificate): Promise<Certificate> {
  const among = (candidates: readonly Certificate[]) => candidates.find((one) => isIssuer(one, certificate));
  const known = among([...search.wanted.anchors, ...search.pool]);
  if (known) return known;
  const away = (cause: unknown) => {
    throw missing(certificate, 'its issuer cannot be fetched', cause);
  };
  const fetched = (await search.sources.issuersOf(certificate).catch(away)).flatMap(readable);
  search.pool.push(...fetched);
  const issuer = among(fetched);
  if (!issuer) throw missing(certificate, 'its issuer was not found');
  return issuer;
}

function isIssuer(issuer: Certificate, certificate: Certificate): boolean {
  const named = Buffer.compare(issuer.subject.der, certificate.issuer.der) === 0;
  return named && isCertifiedBy(issuer, certificate);
}

/** What is there already, then the responder, then the list: one that is away leaves it to the next. */
async function proofFor(search: Search, { certificate, provenAt }: Subject, issuer: Certificate): Promise<StatusProof> {
  const question = { certificate, issuer, at: search.wanted.at, ...(provenAt ? { provenAt } : {}) };
  let cause: unknown;
  for (const claims of claimsAbout(search, certificate, issuer)) {
    try {
      const proof = (await claims()).map((claim) => judgeClaim(claim, question)).find((one) => one !== undefined);
      if (proof) return standing(proof, question);
    } catch (error) {
      if (error instanceof ScaError) throw error;
      cause = error;
    }
  }
  throw missing(certificate, 'nothing proves its status', cause);
}

function claimsAbout({ wanted, sources }: Search, certificate: Certificate, issuer: Certificate) {
  const ocsp = (der: Uint8Array): StatusClaim => ({ ocsp: der });
  const crl = (der: Uint8Array): StatusClaim => ({ crl: der });
  return [
    async () => [...wanted.known.ocspResponses.map(ocsp), ...wanted.known.crls.map(crl)],
    async () => present(await sources.ocspOf(certificate, issuer)).map(ocsp),
    async () => present(await sources.crlOf(certificate, issuer)).map(crl),
  ];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/** A revocation after the use was proven does not touch it (EN 319 102-1, 5.5.4, step 4). */
function standing(proof: StatusProof, { certificate, provenAt }: StatusQuestion): StatusProof {
  const { status } = proof;
  if (status.kind !== 'revoked' || (provenAt && provenAt < status.at)) return proof;
  throw new ScaError('revoked', `certificate ${certificate.serialHex} was revoked at ${status.at.toISOString()}`);
}

function keep(search: Search, { claim, signers }: StatusProof): Subject[] {
  if ('ocsp' in claim) search.ocspResponses.set(fingerprint(claim.ocsp), claim.ocsp);
  else search.crls.set(fingerprint(claim.crl), claim.crl);
  search.pool.push(...signers);
  return signers.map((certificate) => ({ certificate }));
}

function missing({ serialHex }: Certificate, why: string, cause?: unknown): ScaError {
  return new ScaError('evidence-missing', `certificate ${serialHex}: ${why}`, { cause });
}

/** What cannot be read is not there. */
function readable(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}

function fingerprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('base64url');
}

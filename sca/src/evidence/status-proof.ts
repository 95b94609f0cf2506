import {
  type Certificate,
  type CertificateStatus,
  judgeCrl,
  judgeOcspResponse,
  PkiError,
  parseOcspResponse,
  parseRevocationList,
  sameCertificate,
} from '@chancery/pki';

/** DER that is said to prove a status. */
export type StatusClaim = { readonly ocsp: Uint8Array } | { readonly crl: Uint8Array };

export interface StatusQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly at: Date;
  /** Since when the use of the certificate is proven; a proof must not have ended before. */
  readonly provenAt?: Date;
}

export interface StatusProof {
  readonly claim: StatusClaim;
  readonly status: CertificateStatus;
  /** Delegated responders: their own status matters too. */
  readonly signers: readonly Certificate[];
}

const tolerance = { skewSeconds: 300, freshSeconds: 7 * 86_400 };

/** What the claim proves about the certificate; undefined when it proves nothing. */
export function judgeClaim(claim: StatusClaim, question: StatusQuestion): StatusProof | undefined {
  try {
    return 'ocsp' in claim ? judgeOcsp(claim, question) : judgeList(claim, question);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function judgeOcsp(claim: { readonly ocsp: Uint8Array }, question: StatusQuestion): StatusProof | undefined {
  const { certificate, issuer } = question;
  const response = parseOcspResponse(claim.ocsp);
  const verdict = judgeOcspResponse(response, {
    certificate,
    issuer,
    ...tolerance,
    at: timeFor(response.producedAt, question),
  });
  if (!verdict.ok || verdict.status.kind === 'unknown') return undefined;
  const { status, responder } = verdict;
  // A responder does not vouch for itself (RFC 6960, 4.2.2.2.1).
  if (sameCertificate(responder, certificate)) return undefined;
  return { claim, status, signers: sameCertificate(responder, issuer) ? [] : [responder] };
}

function judgeList(claim: { readonly crl: Uint8Array }, question: StatusQuestion): StatusProof | undefined {
  const { certificate, issuer } = question;
  const list = parseRevocationList(claim.crl);
  const verdict = judgeCrl(list, { certificate, issuer, ...tolerance, at: timeFor(list.thisUpdate, question) });
  return verdict.ok && verdict.status.kind !== 'unknown' ? { claim, status: verdict.status, signers: [] } : undefined;
}

/**
 * When a claim is judged: now, or, if the use of the certificate was proven before now, at the latest of that time and
 * the claim's own, so that what proved something once still does when it lies in a document for years.
 */
function timeFor(made: Date, { at, provenAt }: StatusQuestion): Date {
  if (provenAt === undefined || made > at) return at;
  return made > provenAt ? made : provenAt;
}

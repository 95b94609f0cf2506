/** What an OCSP answer proves about one certificate at one time: the checks of RFC 6960, 3.2, in that order. */

import type { Certificate } from './certificate.ts';
import { isCertifiedBy } from './certified.ts';
import { sameBytes } from './der.ts';
import { type CertificateStatus, isCertificateId, type OcspResponse } from './ocsp.ts';
import { verifySignature } from './verify-signature.ts';

const ocspSigning = '1.3.6.1.5.5.7.3.9';

/** Why an answer proves nothing. */
export type OcspFailure = 'other-certificate' | 'signature' | 'nonce' | 'not-yet-valid' | 'stale';

export type OcspVerdict =
  | {
      readonly ok: true;
      readonly status: CertificateStatus;
      readonly thisUpdate: Date;
      /** Whose key signed the answer: the issuer, or the one it delegated. */
      readonly responder: Certificate;
    }
  | { readonly ok: false; readonly reason: OcspFailure };

export interface OcspQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly at: Date;
  /** As sent: the answer must carry it. Absent: not compared. */
  readonly nonce?: Uint8Array;
  /** How far the responder's clock may be ahead, and, without nextUpdate, how old the answer may be. */
  readonly skewSeconds: number;
  readonly freshSeconds: number;
}

/** A value, never an exception. `status` may be `unknown`, which is not good. */
export function judgeOcspResponse(response: OcspResponse, question: OcspQuestion): OcspVerdict {
  const { certificate, issuer, at, nonce } = question;
  const single = response.singles.find((one) => isCertificateId(one.id, certificate, issuer));
  if (!single) return { ok: false, reason: 'other-certificate' };
  const responder = responderOf(response, issuer, at);
  if (!responder) return { ok: false, reason: 'signature' };
  if (nonce && !(response.nonce && sameBytes(nonce, response.nonce))) return { ok: false, reason: 'nonce' };
  const { status, thisUpdate } = single;
  const ahead = at.getTime() + question.skewSeconds * 1000;
  if (thisUpdate.getTime() > ahead || response.producedAt.getTime() > ahead)
    return { ok: false, reason: 'not-yet-valid' };
  const until = single.nextUpdate?.getTime() ?? thisUpdate.getTime() + question.freshSeconds * 1000;
  return until < at.getTime() ? { ok: false, reason: 'stale' } : { ok: true, status, thisUpdate, responder };
}

/**
 * Who signed the answer: the issuer of the certificate or a responder that the issuer delegated
 * (RFC 6960, 4.2.2.2: issued by it, extended key usage OCSPSigning, valid at the time).
 */
function responderOf(response: OcspResponse, issuer: Certificate, at: Date): Certificate | undefined {
  const signedBy = (one: Certificate) => verifySignature(one.spki, response.scheme, response.data, response.signature);
  // Whoever is delegated comes with the answer, so nearly always this is the whole search.
  const delegate = response.certificates.find((one) => delegated(one, issuer, at) && signedBy(one));
  return delegate ?? (signedBy(issuer) ? issuer : undefined);
}

function delegated(responder: Certificate, issuer: Certificate, at: Date): boolean {
  return (
    sameBytes(responder.issuer.der, issuer.subject.der) &&
    responder.extendedKeyUsage.includes(ocspSigning) &&
    responder.notBefore <= at &&
    at <= responder.notAfter &&
    responder.unknownCritical.length === 0 &&
    isCertifiedBy(issuer, responder)
  );
}

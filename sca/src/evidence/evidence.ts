import type { Certificate } from '@chancery/pki';

/** What lets a signature be judged without asking anybody (EN 319 102-1, 5.5: validation data). All DER, each once. */
export interface Evidence {
  readonly certificates: readonly Uint8Array[];
  /** OCSPResponse, RFC 6960. */
  readonly ocspResponses: readonly Uint8Array[];
  /** CertificateList, RFC 5280. */
  readonly crls: readonly Uint8Array[];
}

/**
 * Where evidence is fetched. An answer is a claim: it is judged before it counts. Undefined or empty when there is none to be
 * had; a source that throws is one that did not answer.
 */
export interface EvidenceSources {
  issuersOf(certificate: Certificate): Promise<readonly Uint8Array[]>;
  ocspOf(certificate: Certificate, issuer: Certificate): Promise<Uint8Array | undefined>;
  crlOf(certificate: Certificate, issuer: Certificate): Promise<Uint8Array | undefined>;
}

/** A certificate whose status matters, and since when it is proven that it was used (a time-stamp over the signature). */
export interface Subject {
  readonly certificate: Certificate;
  readonly provenAt?: Date;
}

import type { Certificate } from '@chancery/pki';

/**
 * Where the status and the issuers of certificates are told. All DER. An answer was verified for this certificate at this
 * moment, but is a claim to whoever keeps it: it is judged again where it counts. Undefined or empty when the certificate names no
 * place; throws ConnectorError when no place that it names brought one.
 */
export interface RevocationSource {
  /** caIssuers of the authority information access (RFC 5280, 4.2.2.1): what was found there, issuers or not. */
  issuersOf(certificate: Certificate): Promise<readonly Uint8Array[]>;
  /** OCSPResponse (RFC 6960). */
  ocspOf(certificate: Certificate, issuer: Certificate): Promise<Uint8Array | undefined>;
  /** CertificateList (RFC 5280, 5). */
  crlOf(certificate: Certificate, issuer: Certificate): Promise<Uint8Array | undefined>;
}

export interface RevocationConfiguration {
  /**
   * `required`: an answer without the nonce of the request is refused. `tolerated` (unless told otherwise): refused when it has another
   * one. `none`: not sent, so that answers can be cached on their way.
   */
  readonly nonce?: 'required' | 'tolerated' | 'none';
  /** `GET` (RFC 6960, A.1) where the request is short enough for it; POST unless told. */
  readonly method?: 'POST' | 'GET';
  /** Octets of one list, and of all that are kept; 128 and 256 MB unless told. */
  readonly largestList?: number;
  readonly keptLists?: number;
  /** For one answer of a responder or one issuer; ten seconds unless told. Lists have six times as long. */
  readonly milliseconds?: number;
}

const mebi = 1024 * 1024;

export const defaults: Required<RevocationConfiguration> = {
  nonce: 'tolerated',
  method: 'POST',
  largestList: 128 * mebi,
  keptLists: 256 * mebi,
  milliseconds: 10_000,
};

/** How far a clock may be ahead, and how old an answer may be that does not say until when it holds. */
export const tolerance = { skewSeconds: 300, freshSeconds: 7 * 86_400 } as const;

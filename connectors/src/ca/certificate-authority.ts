/**
 * What is certified: a person's key for signatures (EN 319 412-2), her key for one signature (short-term, EN 319 412-1, 5.2.2), or a
 * legal person's for seals (EN 319 412-3).
 */
export type CertifiedAs = 'signer' | 'one-time' | 'seal';

/** What the engine asks of any certification authority. A connector is one implementation of this. */
export interface CertificateAuthority {
  /**
   * Has a certificate issued over a PKCS #10 request (RFC 2986, DER). The answer's chain is DER, the new certificate first. An
   * authority that has no such profile refuses. Throws ConnectorError.
   */
  issue(csr: Uint8Array, profile: CertifiedAs): Promise<IssuedCertificate>;
}

export interface IssuedCertificate {
  readonly chain: readonly Uint8Array[];
}

/** A connector is chosen by its type. `url` is where the authority answers, without a trailing slash. */
export type CaConfiguration = { readonly type: 'sandbox'; readonly url: string; readonly token: string };

/** What the engine asks of any certification authority. A connector is one implementation of this. */
export interface CertificateAuthority {
  /**
   * Has a certificate issued over a PKCS #10 request (RFC 2986, DER). `profile` names what kind of certificate; an
   * authority with one kind ignores it. The answer's chain is DER, the new certificate first. Throws ConnectorError.
   */
  issue(csr: Uint8Array, profile: string): Promise<IssuedCertificate>;
}

export interface IssuedCertificate {
  readonly chain: readonly Uint8Array[];
}

/** A connector is chosen by its type. `url` is where the authority answers, without a trailing slash. */
export type CaConfiguration = { readonly type: 'sandbox'; readonly url: string; readonly token: string };

import type { Certificate, WrittenDigest } from '@chancery/pki';
import type { OutsideModule } from '../outside/load-module.ts';
import type { Credentials, TlsIdentity } from '../outward/policy.ts';

/**
 * What the engine asks of any time-stamping authority: to bring a TimeStampReq there and a TimeStampResp back (RFC 3161, DER). A
 * connector is one implementation of this; it judges nothing, every answer is verified by whoever asked. Throws ConnectorError.
 */
export interface TimeStampTransport {
  exchange(request: Uint8Array): Promise<Uint8Array>;
}

/** One authority as configured: how it is reached, and what its tokens must be. */
export type TsaConfiguration = TokenRequirements &
  ((HttpTransportConfiguration & { readonly type: 'http' }) | OutsideModule);

interface TokenRequirements {
  /** The policy that every token must be under. Absent: the authority's own choice. */
  readonly policy?: string;
  /** DER: where the certificate of the authority must lead. */
  readonly roots: readonly Uint8Array[];
}

export interface HttpTransportConfiguration {
  /** http will do, tokens are signed; not with credentials. */
  readonly url: string;
  /** HTTP Basic. */
  readonly credentials?: Credentials;
  /** Our certificate, and whom to trust, where the authority asks for TLS on both sides. */
  readonly tls?: TlsIdentity;
  /** For one answer; ten seconds unless told. */
  readonly milliseconds?: number;
}

/** A verified token. */
export interface TimeStamp {
  /** The ContentInfo, DER. */
  readonly token: Uint8Array;
  readonly genTime: Date;
  readonly signer: Certificate;
}

/** Time, from whichever of the configured authorities gives it. */
export interface TimeStamping {
  /**
   * A token over the digest, with this nonce in it or one of our own (RFC 3161, 2.4.1). Throws ConnectorError when no authority gave one
   * that holds, the first one's with the others as cause.
   */
  stamp(imprint: Uint8Array, digest: WrittenDigest, nonce?: bigint): Promise<TimeStamp>;
}

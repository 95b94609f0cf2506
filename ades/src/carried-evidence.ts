/** A time-stamp token in a signature: over its content, over its value, or over all that was added to it before. */
export interface CarriedTimeStamp {
  readonly kind: 'content' | 'signature' | 'archive';
  /** DER of the token. */
  readonly token: Uint8Array;
}

/** What a signed document brings for its own validation, whoever made it. All DER, as it stands there and judged by nobody. */
export interface CarriedEvidence {
  /** The certificates that the signatures name as theirs. */
  readonly signers: readonly Uint8Array[];
  /** How many signatures name none that is there and can be read. */
  readonly unnamed: number;
  readonly timeStamps: readonly CarriedTimeStamp[];
  readonly certificates: readonly Uint8Array[];
  /** OCSPResponse. */
  readonly ocspResponses: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

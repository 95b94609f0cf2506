import type { Certificate } from '@chancery/pki';

/** Main status of EN 319 102-1, 5.1.3. */
export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';

/** The sub-indications of EN 319 102-1 that are given here, spelled as there. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'GENERIC';

/** Which part of the file a signature covers. */
export interface Coverage {
  readonly wholeFile: boolean;
  /** Offset behind the last byte covered; 0 when the byte range is unusable. */
  readonly end: number;
}

export interface SignatureReport {
  readonly fieldName: string;
  readonly subFilter: string;
  readonly indication: Indication;
  /** Absent exactly when passed. */
  readonly subIndication?: SubIndication;
  /** The covered bytes are those that were signed with the key of `signer`; says nothing on trust. */
  readonly intact: boolean;
  readonly coverage: Coverage;
  /** What the signature says of itself; nothing proves it. */
  readonly claimedTime?: Date;
  readonly signer?: Certificate;
  /** From the signer to one of the given roots; empty when there is no such path. */
  readonly chain: readonly Certificate[];
  /** Every finding, in plain words; empty exactly when passed. */
  readonly errors: readonly string[];
  /** What was not looked at, in plain words. */
  readonly warnings: readonly string[];
}

export interface ValidationReport {
  /** The time the certificates were judged at. */
  readonly at: Date;
  /** Why the document could not be read; then there are no signatures to report. */
  readonly errors: readonly string[];
  readonly signatures: readonly SignatureReport[];
}

/** One thing found wrong, and what it makes of the signature. */
export interface Finding {
  readonly indication: Exclude<Indication, 'TOTAL-PASSED'>;
  readonly subIndication: SubIndication;
  readonly message: string;
}

export function failed(subIndication: SubIndication, message: string): Finding {
  return { indication: 'TOTAL-FAILED', subIndication, message };
}

export function indeterminate(subIndication: SubIndication, message: string): Finding {
  return { indication: 'INDETERMINATE', subIndication, message };
}

/** A failure outweighs any doubt; among equals the first one found names the sub-indication. */
export function conclude(findings: readonly Finding[]): { indication: Indication; subIndication?: SubIndication } {
  const worst = findings.find((finding) => finding.indication === 'TOTAL-FAILED') ?? findings[0];
  if (worst === undefined) return { indication: 'TOTAL-PASSED' };
  return { indication: worst.indication, subIndication: worst.subIndication };
}

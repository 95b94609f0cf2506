/**
 * Why the module refused.
 * - `record-invalid` the record's MAC, form or blob is not what this module made
 * - `state` the key's state does not allow this
 * - `algorithm` the scheme and the key, or the digest and the scheme, do not belong together
 * - `unavailable` the lane died, is full or took too long; nothing is known about the result
 * - `input` the command is not one a lane knows, or its fields are not well formed
 * - `policy` well formed, and more than is allowed
 */
export type CryptoModuleErrorCode = 'record-invalid' | 'state' | 'algorithm' | 'unavailable' | 'input' | 'policy';

type Again = { readonly elsewhere: boolean; readonly forGood: boolean };

/** A refusal of the cryptographic module. The message is for the operator, never for a client. */
export class CryptoModuleError extends Error {
  override readonly name = 'CryptoModuleError';
  readonly code: CryptoModuleErrorCode;
  /** Nothing was made, and another token with the same keys may be asked. */
  readonly elsewhere: boolean;
  /** It would be the same again: what failed so is not tried a second time. */
  readonly forGood: boolean;

  constructor(
    code: CryptoModuleErrorCode,
    message: string,
    { elsewhere = false, forGood = false, ...options }: ErrorOptions & Partial<Again> = {},
  ) {
    super(message, options);
    this.code = code;
    this.elsewhere = elsewhere;
    this.forGood = forGood;
  }
}

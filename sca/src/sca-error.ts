/** Why a document cannot be signed, in words for the application that sent it; or that something changed on the way. */
export type ScaErrorCode =
  | 'not-a-pdf'
  | 'damaged'
  | 'encrypted'
  | 'too-complex'
  | 'not-signable'
  | 'changed'
  | 'not-approved'
  | 'certificate-changed'
  | 'signature-invalid'
  | 'time-stamp-missing'
  | 'evidence-missing'
  | 'revoked'
  | 'input';

export class ScaError extends Error {
  override readonly name = 'ScaError';
  readonly code: ScaErrorCode;

  constructor(code: ScaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

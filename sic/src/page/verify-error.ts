/** Why this page does not let anyone approve; one word per check, in the order of the checks. */
export type VerifyCode =
  | 'statement-malformed'
  | 'statement-key'
  | 'statement-signature'
  | 'statement-request'
  | 'statement-host'
  | 'statement-content'
  | 'original-size'
  | 'original-digest'
  | 'range-unasked'
  | 'range-start'
  | 'range-end'
  | 'range-gap'
  | 'attributes-malformed'
  | 'message-digest'
  | 'header-malformed'
  | 'listed-digest'
  | 'manifest-digest'
  | 'manifest-entries'
  | 'xml-malformed'
  | 'reference-count'
  | 'reference-type'
  | 'reference-digest'
  | 'dtbsr'
  | 'terms-digest';

export class VerifyError extends Error {
  override readonly name = 'VerifyError';
  readonly code: VerifyCode;

  constructor(code: VerifyCode, cause?: unknown) {
    super(`the approval page refused: ${code}`, { cause });
    this.code = code;
  }
}

export function demand(condition: boolean, code: VerifyCode): asserts condition {
  if (!condition) throw new VerifyError(code);
}

import type { ProblemCode } from '@chancery/api';

/** A refusal in the words of the public APIs. `detail` is for the caller: what happened, and what to do. */
export class SsaError extends Error {
  override readonly name = 'SsaError';
  readonly code: ProblemCode;
  readonly detail: string;

  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.detail = detail;
  }
}

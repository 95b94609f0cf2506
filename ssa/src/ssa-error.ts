import { type ProblemCode, problems } from '@chancery/api';

export interface SsaErrorOptions extends ErrorOptions {
  readonly values?: Readonly<Record<string, string>>;
  readonly retryAfter?: number;
}

/**
 * A refusal in the words of the public APIs. `detail` is for the caller: what happened, and what to do; a person reads the sentence of
 * the code in her own language, with the `values` it names.
 */
export class SsaError extends Error {
  override readonly name = 'SsaError';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly values: Readonly<Record<string, string>>;
  /** Seconds, for who asked too often. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, { values = {}, retryAfter, ...options }: SsaErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.detail = detail;
    this.values = values;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status, for whoever refuses in other words than problems. */
  get statusCode(): number {
    return problems[this.code].status;
  }
}

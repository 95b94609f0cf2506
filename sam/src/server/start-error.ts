/** Why a SAM does not start or its database is not opened: one sentence for the operator. */
export type SamStartErrorCode =
  | 'configuration'
  | 'in-use'
  | 'damaged'
  | 'missing'
  | 'unreachable'
  | 'not-migrated'
  | 'newer';

export class SamStartError extends Error {
  override readonly name = 'SamStartError';
  readonly code: SamStartErrorCode;

  constructor(code: SamStartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

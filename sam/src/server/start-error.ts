/** Why a SAM does not start or its database is not opened: one sentence for the operator. */
export type SamStartErrorCode =
  | 'configuration'
  | 'in-use'
  | 'damaged'
  | 'missing'
  | 'unreachable'
  | 'not-migrated'
  | 'newer'
  | 'restored'
  | 'clock';

export class SamStartError extends Error {
  override readonly name = 'SamStartError';
  readonly code: SamStartErrorCode;

  constructor(code: SamStartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A configuration that could not mean what it says. Throws SamStartError. */
export function refuseConfiguration(message: string, cause?: unknown): never {
  throw new SamStartError('configuration', message, { cause });
}

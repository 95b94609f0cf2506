/** Why a database could not be opened or used. */
export type StoreErrorCode = 'in-use' | 'damaged' | 'unreachable' | 'not-migrated' | 'newer';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

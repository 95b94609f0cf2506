/** Why a database could not be opened or used; `text`: it was given a text that it cannot keep. */
export type StoreErrorCode = 'in-use' | 'damaged' | 'unreachable' | 'not-migrated' | 'newer' | 'text';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

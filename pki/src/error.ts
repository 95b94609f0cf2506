/** Why bytes were refused: not the encoding they claim to be, a feature we do not read, or beyond our bounds. */
export type PkiErrorCode = 'malformed' | 'unsupported' | 'too-large';

export class PkiError extends Error {
  override readonly name = 'PkiError';
  readonly code: PkiErrorCode;

  constructor(code: PkiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

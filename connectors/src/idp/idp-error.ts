/** Why nobody was logged in: the provider did not answer, it said no, or what came back proves nothing. */
export type IdpErrorCode = 'unreachable' | 'refused' | 'invalid';

export class IdpError extends Error {
  override readonly name = 'IdpError';
  readonly code: IdpErrorCode;

  constructor(code: IdpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

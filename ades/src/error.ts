/** Why a document or a request is refused. The words are a closed list: an edge maps each of them once. */
export type AdesErrorCode =
  | 'not-a-pdf'
  | 'not-a-cms'
  | 'not-an-xml'
  | 'not-a-container'
  | 'not-a-jws'
  | 'damaged'
  | 'encrypted'
  | 'password'
  | 'too-complex'
  | 'unsupported'
  | 'locked'
  | 'field-name'
  | 'seed-value'
  | 'input'
  | 'placeholder-too-small'
  | 'certificate-changed'
  | 'signature-invalid'
  | 'time-stamp';

/** The one error of this package: `code` for programs, `message` for the operator, `cause` kept. */
export class AdesError extends Error {
  readonly code: AdesErrorCode;

  constructor(code: AdesErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AdesError';
    this.code = code;
  }
}

export function damaged(message: string, cause?: unknown): AdesError {
  return new AdesError('damaged', message, cause === undefined ? undefined : { cause });
}

export function tooComplex(message: string): AdesError {
  return new AdesError('too-complex', message);
}

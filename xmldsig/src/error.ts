/** Why XML or a signature in it is refused: a closed list, mapped once by whoever meets the outside. */
export type XmlErrorCode =
  | 'malformed'
  | 'doctype'
  | 'too-complex'
  | 'unsupported'
  | 'duplicate-id'
  | 'not-found'
  | 'input';

/** The one error of this package: `code` for programs, `message` for the operator, `cause` kept. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;

  constructor(code: XmlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'XmlError';
    this.code = code;
  }
}

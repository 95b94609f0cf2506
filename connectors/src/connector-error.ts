/**
 * Why an outside system brought nothing: it did not answer, it said no, its answer makes no sense, or it lies where this engine
 * does not dial.
 */
export type ConnectorErrorCode = 'unreachable' | 'refused' | 'malformed' | 'forbidden' | 'configuration';

export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;

  constructor(code: ConnectorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

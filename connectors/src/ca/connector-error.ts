/** Why an outside system brought nothing: it did not answer, it said no, or its answer makes no sense. */
export type ConnectorErrorCode = 'unreachable' | 'refused' | 'malformed' | 'configuration';

export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;

  constructor(code: ConnectorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

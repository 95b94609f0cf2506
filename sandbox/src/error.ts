/** The words a sandbox server or the scripted signer refuses with: plain HTTP, OAuth (RFC 6749), the signer's own, and `damaged` of what it kept. */
export type SandboxErrorCode =
  | 'input'
  | 'forbidden'
  | 'not-found'
  | 'wrong-method'
  | 'too-large'
  | 'media-type'
  | 'wrong-host'
  | 'peer'
  | 'damaged'
  | 'statement'
  | 'stuck'
  | 'no-passkey'
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_token'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'login_required';

export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The HTTP status a refusal leaves with. */
export function statusOf(code: SandboxErrorCode): number {
  const statuses: Partial<Record<SandboxErrorCode, number>> = {
    forbidden: 403,
    'not-found': 404,
    'wrong-method': 405,
    'too-large': 413,
    'media-type': 415,
    'wrong-host': 421,
    invalid_client: 401,
    invalid_token: 401,
    peer: 502,
  };
  return statuses[code] ?? 400;
}

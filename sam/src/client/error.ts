/** Every word the SAM refuses with. Coarse on purpose: the precise reason stands in the audit log only. */
export const samErrorCodes = [
  'sad_used',
  'sad_expired',
  'sad_invalid',
  'hash_not_authorized',
  'document_not_authorized',
  'evidence_invalid',
  'factor_locked',
  'pin_invalid',
  'otp_invalid',
  'key_state',
  'policy',
  'not_found',
  'expired',
  'module_unavailable',
  'rate',
  'invalid',
] as const;

export type SamErrorCode = (typeof samErrorCodes)[number];

/** A refusal of the SAM. `ref` names the audit record (or the log line) that holds the reason. */
export class SamError extends Error {
  override readonly name = 'SamError';
  readonly code: SamErrorCode;
  readonly ref: string;

  constructor(code: SamErrorCode, ref: string, options: { readonly message?: string; readonly cause?: unknown } = {}) {
    super(options.message ?? `the signature activation module refused: ${code} (ref ${ref})`, { cause: options.cause });
    this.code = code;
    this.ref = ref;
  }
}

import { SamError, type SamErrorCode } from '@chancery/sam/client';
import { CscError, type CscErrorKey } from './csc-error.ts';

type Words = Readonly<Record<SamErrorCode, CscErrorKey>>;

/** The SAM's words in the words of CSC, every one of them. */
const words: Words = {
  sad_used: 'invalidSad',
  sad_expired: 'sadExpired',
  sad_invalid: 'invalidSad',
  hash_not_authorized: 'hashNotAuthorized',
  document_not_authorized: 'invalidHash',
  evidence_invalid: 'accessDenied',
  // The clause has words for a locked PIN; who guesses would learn that he must wait, so it reads like a wrong one.
  factor_locked: 'wrongPin',
  pin_invalid: 'wrongPin',
  otp_invalid: 'wrongOtp',
  key_state: 'credentialDisabled',
  policy: 'accessDenied',
  not_found: 'invalidCredentialId',
  expired: 'sadExpired',
  module_unavailable: 'temporarilyUnavailable',
  rate: 'tooManyRequests',
  invalid: 'serverError',
};

/** In the words of the method, where it has others. @throws CscError for a refusal of the SAM, and anything else as it is */
export function refusalOfSam(error: unknown, ofMethod: Partial<Words> = {}): never {
  if (!(error instanceof SamError)) throw error;
  const key = ofMethod[error.code] ?? words[error.code];
  throw new CscError(key, { cause: error, ...(key === 'tooManyRequests' ? { retryAfter: 30 } : {}) });
}

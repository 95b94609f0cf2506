import { ScaError, type ScaErrorCode } from '@chancery/sca';
import { CscError, type CscErrorKey } from '../csc-error.ts';

const about = 'Invalid parameter documents';

/** Why a document cannot be signed, in the words of CSC: what the client sent is named, what happened on our side is not. */
const words: Readonly<Record<ScaErrorCode, readonly [CscErrorKey, description?: string]>> = {
  'not-a-pdf': ['invalidDocuments', `${about}: one of them is no PDF`],
  damaged: ['invalidDocuments', `${about}: one of them is damaged`],
  encrypted: ['invalidDocuments', `${about}: one of them is encrypted`],
  'too-complex': ['invalidDocuments', `${about}: one of them is too deeply nested`],
  'not-signable': ['invalidDocuments', `${about}: one of them does not take this signature`],
  input: ['invalidDocuments', `${about}: one of them does not take this signature`],
  revoked: ['invalidCertificateStatus'],
  'time-stamp-missing': ['temporarilyUnavailable'],
  'evidence-missing': ['temporarilyUnavailable'],
  changed: ['serverError'],
  'not-approved': ['serverError'],
  'certificate-changed': ['serverError'],
  'signature-invalid': ['serverError'],
};

/** @throws CscError for a refusal of the SCA, and anything else as it is */
export function refusalOfDocument(error: unknown): never {
  if (!(error instanceof ScaError)) throw error;
  const [key, description] = words[error.code];
  throw new CscError(key, { cause: error, ...(description === undefined ? {} : { description }) });
}

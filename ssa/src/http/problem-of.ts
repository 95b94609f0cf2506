import type { ProblemCode } from '@chancery/api';
import { ConnectorError, type ConnectorErrorCode } from '@chancery/connectors/ca';
import { SamError, type SamErrorCode } from '@chancery/sam/client';
import { ScaError, type ScaErrorCode } from '@chancery/sca';
import { StoreError } from '@chancery/store';
import { DocumentError } from '../documents/document-store.ts';
import { SsaError } from '../ssa-error.ts';

/** What leaves: a code of the public list and a sentence. Whatever is not listed is internal and says nothing. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  /** What the page of this refusal names. */
  readonly values?: SsaError['values'];
  /** Seconds, where it is known. */
  readonly retryAfter?: number | undefined;
}

/** The one mapping of refusals to the problems of RFC 9457, exhaustive by type for each package below. */
export function problemOf(error: unknown): Refusal {
  if (error instanceof SsaError) return ofOurs(error);
  if (error instanceof ScaError) return document[error.code];
  if (error instanceof SamError) return sam[error.code];
  if (error instanceof ConnectorError) return connector[error.code];
  if (error instanceof DocumentError && error.code === 'missing') return gone;
  if (error instanceof StoreError && error.code === 'unreachable') return unavailable;
  if (error instanceof StoreError && error.code === 'text') return notText;
  return ofFramework(error);
}

function ofOurs({ code, detail, values, retryAfter }: SsaError): Refusal {
  return { code, detail, values, retryAfter };
}

const internal: Refusal = {
  code: 'internal',
  detail: 'Something went wrong on our side. Please try again later and give the reference to support.',
};
const unavailable: Refusal = {
  code: 'unavailable',
  detail: 'The signing service cannot be reached at the moment. Nothing was lost; please try again in a minute.',
};
const notText: Refusal = {
  code: 'invalid_request',
  detail: 'One of the values has a character that is none (U+0000, or half of one). Please send it without.',
};
const gone: Refusal = { code: 'not_found', detail: 'The document is no longer kept.' };
const notNow: Refusal = {
  code: 'conflict',
  detail: 'The signing service refused: the key, the person or the approval does not allow this.',
};

const document: Readonly<Record<ScaErrorCode, Refusal>> = {
  'not-a-pdf': { code: 'document_not_pdf', detail: 'One of the documents is not a PDF.' },
  damaged: { code: 'document_damaged', detail: 'One of the PDF documents is damaged or cut off.' },
  encrypted: {
    code: 'document_encrypted',
    detail: 'One of the PDF documents opens only with a password or a key. Please send it without encryption.',
  },
  'too-complex': { code: 'document_too_complex', detail: 'One of the PDF documents is too deeply nested to be read.' },
  'not-signable': {
    code: 'document_not_signable',
    detail: 'One of the PDF documents does not allow another signature, or uses a feature that cannot be signed.',
  },
  changed: internal,
  'not-approved': internal,
  'certificate-changed': internal,
  'signature-invalid': internal,
  'time-stamp-missing': {
    code: 'unavailable',
    detail: 'No time-stamping authority answered. The signature itself is as it was; please try again later.',
  },
  'evidence-missing': {
    code: 'unavailable',
    detail:
      'What proves the status of a certificate could not be fetched. The signature itself is as it was; please try again later.',
  },
  revoked: {
    code: 'conflict',
    detail: 'A certificate of the signature was revoked before the signature was proven to exist.',
  },
  input: internal,
};

const sam: Readonly<Record<SamErrorCode, Refusal>> = {
  sad_used: notNow,
  sad_expired: notNow,
  sad_invalid: notNow,
  hash_not_authorized: notNow,
  document_not_authorized: notNow,
  evidence_invalid: notNow,
  factor_locked: notNow,
  otp_invalid: notNow,
  pin_invalid: { code: 'invalid_request', detail: 'This PIN cannot be used. Please choose another one.' },
  key_state: notNow,
  policy: notNow,
  not_found: notNow,
  expired: { code: 'expired', detail: 'The time for the approval is over.' },
  module_unavailable: unavailable,
  rate: { code: 'too_many_requests', detail: 'Too many approvals are open. Please try again in a minute.' },
  invalid: { code: 'invalid_request', detail: 'The signing service could not read one of the values.' },
};

const connector: Readonly<Record<ConnectorErrorCode, Refusal>> = {
  unreachable: { code: 'unavailable', detail: 'An authority this depends on does not answer. Please try again later.' },
  refused: { code: 'peer_refused', detail: 'An authority this depends on refused the request.' },
  malformed: { code: 'peer_refused', detail: 'An authority this depends on sent something unusable.' },
  forbidden: internal,
  configuration: internal,
};

/** What the HTTP framework found: sizes, content types, JSON and our schemas. Its words name no value of the request. */
function ofFramework(error: unknown): Refusal {
  const { statusCode, code, message, validation } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (validation !== undefined) return { code: 'invalid_request', detail: `${String(message)}.` };
  if (statusCode === 413) return { code: 'too_large', detail: 'The request is larger than is accepted here.' };
  if (statusCode === 415)
    return { code: 'unsupported_media_type', detail: 'This operation takes other content types.' };
  if (statusCode === 429) return { code: 'too_many_requests', detail: 'Please wait a moment.' };
  if (statusCode === 503) return unavailable;
  if (typeof statusCode !== 'number' || statusCode >= 500) return internal;
  return {
    code: 'invalid_request',
    detail: code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ? 'The body is empty.' : 'The request cannot be read.',
  };
}

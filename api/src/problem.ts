import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { word } from './text.ts';

/** Every word an API of the engine refuses with: its HTTP status and what it means. RFC 9457, 3.1. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not what this operation expects' },
  unauthorized: { status: 401, title: 'A valid access token is needed' },
  insufficient_scope: { status: 403, title: 'The access token does not allow this' },
  forbidden: { status: 403, title: 'This is not allowed' },
  account_inactive: { status: 403, title: 'The account is not active' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not available here' },
  conflict: { status: 409, title: 'This contradicts what exists already' },
  not_enrolled: { status: 409, title: 'The person has not enrolled yet' },
  not_signed: { status: 409, title: 'The documents are not signed' },
  in_progress: { status: 409, title: 'The same request is being processed' },
  expired: { status: 410, title: 'The time for this is over' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'This content type is not accepted' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  document_not_pdf: { status: 422, title: 'The document is not a PDF' },
  document_damaged: { status: 422, title: 'The PDF is damaged' },
  document_encrypted: { status: 422, title: 'The PDF is encrypted' },
  document_too_complex: { status: 422, title: 'The PDF is too complex' },
  document_not_signable: { status: 422, title: 'The PDF does not allow this signature' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  quota_exceeded: { status: 429, title: 'The share of the day is used up' },
  internal: { status: 500, title: 'An error on our side' },
  peer_refused: { status: 502, title: 'A service this depends on refused' },
  unavailable: { status: 503, title: 'A service this depends on is not available' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problems;

/** Problem details, RFC 9457. `reference` names this very refusal for support; `code` is for programs. */
export const Problem = closed(
  {
    type: Type.String({ format: 'uri', description: 'A URI that names the kind of problem' }),
    title: Type.String({ description: 'The kind of problem, in words' }),
    status: Type.Integer({ description: 'The HTTP status' }),
    detail: Type.String({ description: 'What happened and what to do' }),
    reference: Type.String({ description: 'Give it to support: it stands in our log' }),
    code: word(Object.keys(problems) as ProblemCode[], 'The kind of problem, for programs'),
  },
  'Problem details (RFC 9457)',
  {
    type: 'urn:chancery:problem:not_found',
    ...problems.not_found,
    detail: 'There is no such signature request.',
    reference: '9f2c61b0a47d',
    code: 'not_found',
  },
);
export type Problem = Static<typeof Problem>;

/** The body of a refusal. */
export function problem(code: ProblemCode, detail: string, reference: string): Problem {
  return { type: `urn:chancery:problem:${code}`, ...problems[code], detail, reference, code };
}

export function isProblem(value: unknown): value is Problem {
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof fields['code'] === 'string' && fields['code'] in problems && typeof fields['detail'] === 'string';
}

import { type ProblemCode, problems, schemas } from '@chancery/api';
import { referring } from './named-schemas.ts';
import { type Operation, refusalsOf } from './operation.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the description says of an operation's refusals, one entry per status. */
export function refusalsIn(operation: Operation): Json {
  return operation.words === 'csc' ? cscRefusals(operation) : problemsIn(operation);
}

/** With the codes that may stand in each. */
function problemsIn(operation: Operation): Json {
  const groups = Map.groupBy(refusalsOf(operation), (code) => problems[code].status);
  return Object.fromEntries([...groups].map(([status, codes]) => [status, refusal(status, codes)]));
}

function refusal(status: number, codes: readonly ProblemCode[]): Json {
  const description = codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' ');
  return {
    description,
    ...(status in headers ? { headers: headers[status] } : {}),
    content: { 'application/problem+json': { schema: referring(schemas.Problem) } },
  };
}

/** CSC API v1.0.4.0, 10.1: one object for all of them. */
function cscRefusals(operation: Operation): Json {
  return Object.fromEntries(
    Object.entries(cscRefusalsOf(operation)).map(([status, description]) => [
      status,
      cscRefusal(Number(status), description),
    ]),
  );
}

/** What each status means to a client of CSC. */
export function cscRefusalsOf({ caller, body, refuses = [] }: Operation): Readonly<Record<string, string>> {
  const own = [...(caller === 'anybody' ? [] : [401]), ...(refuses.includes('forbidden') ? [403] : [])];
  const waits = refuses.includes('in_progress') ? [202] : [];
  const statuses = [...waits, 400, ...own, ...(body ? [413, 415] : []), 429, 500, 501, 503];
  return Object.fromEntries(statuses.map((status) => [status, cscStatuses[status] ?? '']));
}

function cscRefusal(status: number, description: string): Json {
  return {
    description,
    ...(status in headers ? { headers: headers[status] } : {}),
    content: { 'application/json': { schema: referring(schemas.CscRefusal) } },
  };
}

const cscStatuses: Readonly<Record<number, string>> = {
  202: 'It is not there yet.',
  400: 'A parameter is missing, of the wrong type or of no use here; or what the signer typed is wrong.',
  401: 'No token, one that is unknown or over, or one that does not allow this.',
  403: 'It is another one than was authorized.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'Too many requests.',
  500: 'An error on our side.',
  501: 'The method is not offered to this client.',
  503: 'A service this depends on is not available.',
};

const headers: Readonly<Record<number, Json>> = {
  401: { 'WWW-Authenticate': { description: 'RFC 6750, 3', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
};

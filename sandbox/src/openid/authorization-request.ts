/** What an authorization request must satisfy, check by check (OpenID Connect Core 3.1.2.2, RFC 6749 4.1.2.1, RFC 7636 4.3). */
import { SandboxError, type SandboxErrorCode } from '../error.ts';
import type { OpenIdClient, ResponseType } from './client.ts';

type Prompt = 'none' | 'login' | 'consent' | 'select_account';

export interface AuthorizationRequest {
  readonly client: OpenIdClient;
  readonly redirectUri: string;
  readonly responseType: ResponseType;
  readonly scopes: readonly string[];
  readonly prompts: readonly Prompt[];
  readonly state?: string;
  readonly nonce?: string;
  readonly codeChallenge?: string;
  /** Seconds. */
  readonly maxAge?: number;
  readonly loginHint?: string;
}

/** The client and where it wants its answer. A failure here stays on our own page: there is nowhere safe to send it. */
export function readDestination(clients: readonly OpenIdClient[], query: URLSearchParams) {
  const ids = query.getAll('client_id');
  const uris = query.getAll('redirect_uri');
  const client = clients.find((one) => ids.length === 1 && one.clientId === ids[0]);
  if (!client) throw new SandboxError('invalid_request', 'The application that sent you is not registered here.');
  const redirectUri = client.redirectUris.find((one) => uris.length === 1 && one === uris[0]);
  if (redirectUri === undefined)
    throw new SandboxError('invalid_request', 'The return address is not one of this application.');
  return { client, redirectUri };
}

type Destination = ReturnType<typeof readDestination>;
type Check = (query: URLSearchParams, destination: Destination) => void;

/** In this order; a failure is sent to the return address. */
const checks: readonly Check[] = [
  checkRepeated,
  checkRequestObject,
  checkResponseType,
  checkResponseMode,
  checkScope,
  checkProofKey,
  checkNonce,
  checkPrompt,
  checkMaxAge,
];

/** Throws SandboxError with the word of the standard. */
export function readAuthorizationRequest(query: URLSearchParams, destination: Destination): AuthorizationRequest {
  for (const check of checks) check(query, destination);
  const maxAge = query.get('max_age');
  return {
    ...destination,
    responseType: query.get('response_type') as ResponseType,
    scopes: words(query, 'scope'),
    prompts: words(query, 'prompt') as Prompt[],
    ...present('state', query.get('state')),
    ...present('nonce', query.get('nonce')),
    ...present('codeChallenge', query.get('code_challenge')),
    ...present('loginHint', query.get('login_hint')),
    ...(maxAge === null ? {} : { maxAge: Number(maxAge) }),
  };
}

function present<N extends string>(name: N, value: string | null): { [K in N]?: string } {
  return (value === null ? {} : { [name]: value }) as { [K in N]?: string };
}

function words(query: URLSearchParams, name: string): readonly string[] {
  return (query.get(name) ?? '').split(' ').filter((word) => word !== '');
}

function demand(condition: boolean, code: SandboxErrorCode, message: string): void {
  if (!condition) throw new SandboxError(code, message);
}

function checkRepeated(query: URLSearchParams): void {
  demand(new Set(query.keys()).size === query.size, 'invalid_request', 'a parameter is given twice');
}

function checkRequestObject(query: URLSearchParams): void {
  demand(!query.has('request'), 'request_not_supported', 'request objects are not read here');
  demand(!query.has('request_uri'), 'request_uri_not_supported', 'request_uri is not read here');
}

function checkResponseType(query: URLSearchParams, { client }: Destination): void {
  const type = query.get('response_type');
  demand(type === 'code' || type === 'id_token', 'unsupported_response_type', 'response_type must be code or id_token');
  const allowed: readonly string[] = client.responseTypes ?? ['code'];
  demand(allowed.includes(type ?? ''), 'unauthorized_client', 'this client may not use that response_type');
}

/** Multiple Response Type Encoding Practices, 2.1 and 3: tokens never travel in a query. */
function checkResponseMode(query: URLSearchParams): void {
  const expected = query.get('response_type') === 'code' ? 'query' : 'fragment';
  demand((query.get('response_mode') ?? expected) === expected, 'invalid_request', `response_mode must be ${expected}`);
}

function checkScope(query: URLSearchParams): void {
  demand(words(query, 'scope').includes('openid'), 'invalid_scope', 'scope must contain openid');
}

function checkProofKey(query: URLSearchParams, { client }: Destination): void {
  if (query.get('response_type') !== 'code') return;
  const challenge = query.get('code_challenge');
  demand(challenge !== null || client.clientSecret !== undefined, 'invalid_request', 'a public client needs PKCE');
  if (challenge === null) return;
  demand(query.get('code_challenge_method') === 'S256', 'invalid_request', 'code_challenge_method must be S256');
  demand(
    /^[A-Za-z0-9_-]{43}$/.test(challenge),
    'invalid_request',
    'code_challenge must be a SHA-256 value in base64url',
  );
}

/** OpenID Connect Core 3.2.2.1: required where the ID token comes through the browser. */
function checkNonce(query: URLSearchParams): void {
  demand(query.get('response_type') === 'code' || Boolean(query.get('nonce')), 'invalid_request', 'nonce is required');
}

function checkPrompt(query: URLSearchParams): void {
  const prompts = words(query, 'prompt');
  const known = prompts.every((prompt) => ['none', 'login', 'consent', 'select_account'].includes(prompt));
  demand(known, 'invalid_request', 'unknown prompt');
  demand(!prompts.includes('none') || prompts.length === 1, 'invalid_request', 'prompt none stands alone');
}

function checkMaxAge(query: URLSearchParams): void {
  demand(/^\d{1,9}$/.test(query.get('max_age') ?? '0'), 'invalid_request', 'max_age must be seconds');
}

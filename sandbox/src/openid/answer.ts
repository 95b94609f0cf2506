/** What a finished authorization request becomes: a code, an ID token, or an error, at the client's return address. */
import { SandboxError } from '../error.ts';
import { type Reply, seeOther } from '../server/request.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { claimsOf, type Person } from './person.ts';
import type { Provider } from './provider-state.ts';

/** Who logged in and when (unix seconds). */
export interface Login {
  readonly person: Person;
  readonly authTime: number;
}

/** Authentication Method Reference of a password, RFC 8176. */
const methods = ['pwd'];
/** The sandbox pretends that its people were identified at this eIDAS level. */
const assurance = 'http://eidas.europa.eu/LoA/substantial';

export function answer(provider: Provider, request: AuthorizationRequest, login: Login, headers = {}): Reply {
  if (request.responseType === 'id_token') {
    return toClient(provider, request, { id_token: idToken(provider, request, login) }, headers);
  }
  return toClient(provider, request, { code: provider.codes.add({ request, login }) }, headers);
}

/** OpenID Connect Core 2 and 5.4: without an access token the claims of the scopes stand in the ID token; here always. */
export function idToken(provider: Provider, request: AuthorizationRequest, login: Login): string {
  const now = Math.floor(Date.now() / 1000);
  return provider.key.sign({
    iss: provider.issuer,
    aud: request.client.clientId,
    exp: now + 600,
    iat: now,
    auth_time: login.authTime,
    acr: assurance,
    amr: methods,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    ...claimsOf(login.person, request.scopes),
  });
}

type Sender = Pick<AuthorizationRequest, 'redirectUri' | 'responseType' | 'state'>;

/** RFC 9207: the issuer goes with every answer. */
function toClient(provider: Provider, request: Sender, members: Record<string, string>, headers = {}): Reply {
  const state = request.state === undefined ? {} : { state: request.state };
  const answered = new URLSearchParams({ ...members, ...state, iss: provider.issuer });
  const url = new URL(request.redirectUri);
  if (request.responseType === 'id_token') url.hash = answered.toString();
  else for (const [name, value] of answered) url.searchParams.append(name, value);
  return seeOther(url.href, headers);
}

/** The refusal of a request whose destination is known. Anything that is not a refusal is thrown on. */
export function refuseAtClient(provider: Provider, redirectUri: string, query: URLSearchParams, error: unknown): Reply {
  if (!(error instanceof SandboxError)) throw error;
  const state = query.getAll('state').length === 1 ? query.get('state') : null;
  const responseType = query.get('response_type') === 'id_token' ? 'id_token' : 'code';
  const request = { redirectUri, responseType, ...(state === null ? {} : { state }) } as const;
  return toClient(provider, request, { error: error.code, error_description: error.message });
}

/**
 * A small OpenID provider for trying out and for tests (OpenID Connect Core 1.0, Discovery 1.0, RFC 7636, RFC 9207): codes with
 * PKCE for applications, ID tokens in the fragment for approval pages. Its people and passwords are public; it listens on loopback.
 */
import { type SandboxError, statusOf } from '../error.ts';
import { type Route, type Running, serveLoopback } from '../server/loopback-server.ts';
import { asset } from '../server/page.ts';
import { type Asked, json, type Reply, readForm } from '../server/request.ts';
import { refuseAtClient } from './answer.ts';
import { readAuthorizationRequest, readDestination } from './authorization-request.ts';
import type { OpenIdClient } from './client.ts';
import { identify, logIn, showLogin } from './login.ts';
import { logOut, logOutAfterClick } from './logout.ts';
import { homePage, refusalPage } from './pages.ts';
import { type Person, sandboxPeople } from './person.ts';
import { openProvider, type Provider } from './provider-state.ts';
import type { PublicJwk } from './signing-key.ts';
import { token, userinfo } from './token.ts';

export interface OpenIdProviderOptions {
  /** Where its key is kept. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The issuer; `http://127.0.0.1:<port>` unless told. */
  readonly origin?: string;
  readonly clients: readonly OpenIdClient[];
  /** ana, luis and mei unless told. */
  readonly people?: readonly Person[];
}

export interface RunningOpenIdProvider extends Running {
  readonly issuer: string;
  readonly authorizeUrl: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

export async function startOpenIdProvider(options: OpenIdProviderOptions): Promise<RunningOpenIdProvider> {
  let provider: Provider | undefined;
  const running = await serveLoopback({
    port: options.port,
    origin: options.origin,
    routes: (origin) => {
      provider = openProvider(origin, { ...options, people: options.people ?? sandboxPeople });
      return routes(provider);
    },
    failure,
  });
  const keys = provider === undefined ? [] : [provider.key.jwk];
  return { ...running, issuer: running.origin, authorizeUrl: `${running.origin}/authorize`, jwks: { keys } };
}

function routes(provider: Provider): readonly Route[] {
  return [
    { method: 'GET', path: '/.well-known/openid-configuration', answer: () => json(discovery(provider.issuer)) },
    { method: 'GET', path: '/jwks', answer: () => json({ keys: [provider.key.jwk] }) },
    { method: 'GET', path: '/authorize', answer: (asked) => authorize(provider, asked) },
    { method: 'POST', path: '/authorize', answer: async (asked) => authorize(provider, await formAsQuery(asked)) },
    { method: 'GET', path: '/login', answer: (asked) => showLogin(provider, asked) },
    { method: 'POST', path: '/login', answer: (asked) => logIn(provider, asked) },
    { method: 'POST', path: '/token', answer: (asked) => token(provider, asked) },
    { method: 'GET', path: '/userinfo', answer: (asked) => userinfo(provider, asked) },
    { method: 'POST', path: '/userinfo', answer: (asked) => userinfo(provider, asked) },
    { method: 'GET', path: '/end-session', answer: (asked) => logOut(provider, asked) },
    { method: 'POST', path: '/end-session', answer: (asked) => logOutAfterClick(provider, asked) },
    { method: 'GET', path: '/', answer: () => homePage(provider) },
    asset('sandbox.css'),
    asset('identity.svg'),
  ];
}

function authorize(provider: Provider, asked: Asked): Reply {
  const query = asked.url.searchParams;
  const destination = readDestination(provider.clients, query);
  try {
    return identify(provider, asked, readAuthorizationRequest(query, destination));
  } catch (error) {
    return refuseAtClient(provider, destination.redirectUri, query, error);
  }
}

/** OpenID Connect Core 3.1.2.1: the same request, by form. */
async function formAsQuery(asked: Asked): Promise<Asked> {
  const form = await readForm(asked);
  return { ...asked, url: new URL(`${asked.url.pathname}?${form}`, asked.url) };
}

/** Pages for people, JSON for programs (RFC 6749 5.2, RFC 6750 3). */
function failure(error: SandboxError, { url }: { readonly url: URL }): Reply {
  const status = statusOf(error.code);
  if (!['/token', '/userinfo', '/jwks'].includes(url.pathname)) return refusalPage(error.message, status);
  const reply = json({ error: error.code, error_description: error.message }, status);
  const challenge = url.pathname === '/userinfo' ? `Bearer error="${error.code}"` : 'Basic realm="sandbox"';
  return status === 401 ? { ...reply, headers: { ...reply.headers, 'www-authenticate': challenge } } : reply;
}

function discovery(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/end-session`,
    response_types_supported: ['code', 'id_token'],
    response_modes_supported: ['query', 'fragment'],
    grant_types_supported: ['authorization_code', 'implicit'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'phone'],
    acr_values_supported: ['http://eidas.europa.eu/LoA/substantial'],
    prompt_values_supported: ['none', 'login', 'select_account'],
    claims_supported: [
      'sub',
      'name',
      'given_name',
      'family_name',
      'birthdate',
      'email',
      'serial_number',
      'country',
      'acr',
      'amr',
      'auth_time',
    ],
    authorization_response_iss_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
  };
}

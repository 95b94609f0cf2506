/** The OAuth 2.0 and OpenID Connect server (RFC 6749, 7636, 7009, 9126; CSC 1.0.4.0, section 8.4), configured. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Outward } from '@chancery/connectors/tsa';
import { findAccount, findClient, type Session, type Store } from '@chancery/store';
import Provider, { type Configuration, type JWKS, type KoaContextWithOIDC } from 'oidc-provider';
import { adapterOver } from './artifact-adapter.ts';
import { knownClasses } from './assurance.ts';
import { authenticationBehind, claimsOf } from './authentication-claims.ts';
import { fetchOutward } from './back-channel-logout.ts';
import { assertionAlgorithms, authenticateClients, requireGoodAssertion } from './client-authentication.ts';
import { announceNoCertificates, type ClientCertificates, certificateMethods } from './client-certificates.ts';
import { asksForApproval } from './credential-request.ts';
import { type DataRelease, personalScopes, releasedData } from './data-release.ts';
import { authorizationEndpoint } from './endpoints.ts';
import { extraParameters } from './extra-parameters.ts';
import { fapiClients, isFapi } from './fapi.ts';
import { administrative, features, resourceOf } from './features.ts';
import { policy } from './interaction-policy.ts';
import { proofAlgorithms } from './key-proof.ts';
import { keyScopes, keyTypes } from './key-request.ts';
import { type MessageOptions, pagePolicy } from './message-page.ts';
import { requestAlgorithms } from './request-objects.ts';
import { credentialTypes } from './rich-request.ts';
import { answerAsCsc } from './token-answer.ts';
import { refuseAsCsc } from './token-refusals.ts';
import type { Limit } from './too-often.ts';

export interface ProviderOptions extends MessageOptions {
  readonly store: Store;
  /** Origin of the SSA; the issuer. */
  readonly issuer: string;
  readonly cookieKeys: readonly string[];
  readonly jwks: JWKS;
  /** Without it no scope of personal data is offered. */
  readonly release?: DataRelease;
  /** The browser's session here, of an active account. */
  readonly sessionOf: (request: IncomingMessage) => Promise<Session | undefined>;
  /** Throws when a client has asked too often; `statusCode` 429 and `retryAfter` in seconds. */
  readonly limit?: Limit;
  /** The guarded way to what operators registered; without it nobody is told anything. */
  readonly outward?: Outward;
  /** The sandbox: applications are told over http as well. */
  readonly insecureHttp: boolean;
  /** Where clients come with certificates; without it nobody has one. */
  readonly clientCertificates?: ClientCertificates;
  /** Told of every refusal a person reads, and of what went wrong on our side; `reference` is on the page. */
  readonly onError: (error: unknown, reference: string, status: number) => void;
}

const hour = 3600;
const minute = 60;
const usualMethods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

export function authorizationServer(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  provider.proxy = true;
  authenticateClients(provider, options.store);
  answerAsCsc(provider, options.store);
  refuseAsCsc(provider);
  if (options.clientCertificates === undefined) announceNoCertificates(provider);
  provider.on('server_error', (_ctx, error) => options.onError(error, randomUUID(), 500));
  return provider;
}

function configuration(options: ProviderOptions): Configuration {
  const { store, issuer, cookieKeys, jwks, release } = options;
  const personal = release ? personalScopes : {};
  const methods = [...usualMethods, ...(options.clientCertificates ? certificateMethods : [])];
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: issuer.startsWith('https:') } as const;
  return {
    adapter: adapterOver(store) as never,
    jwks,
    fetch: fetchOutward(options.outward, options.insecureHttp) as never,
    cookies: {
      keys: [...cookieKeys],
      names: { session: 'chancery_oauth', interaction: 'chancery_interaction', resume: 'chancery_resume' },
      long: cookie,
      short: cookie,
    },
    scopes: ['openid', 'service', 'credential', ...keyScopes, ...administrative, ...Object.keys(personal)],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time', 'level'], ...(personal as Record<string, string[]>) },
    acrValues: knownClasses,
    extraTokenClaims: async (ctx, { kind }) => (kind === 'AccessToken' ? { ...authenticationBehind(ctx) } : undefined),
    routes: {
      authorization: authorizationEndpoint,
      pushed_authorization_request: '/oauth2/pushed_authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      introspection: '/oauth2/introspect',
      jwks: '/oauth2/jwks',
      userinfo: '/oauth2/userinfo',
    },
    responseTypes: ['code'],
    clientAuthMethods: methods,
    // RFC 8414, 2: who reads of none at these takes it for `client_secret_basic` alone.
    discovery: {
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_endpoint_auth_methods_supported: methods.filter((method) => method !== 'none'),
      introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    },
    enabledJWA: {
      clientAuthSigningAlgValues: [...assertionAlgorithms],
      dPoPSigningAlgValues: [...proofAlgorithms],
      requestObjectSigningAlgValues: [...requestAlgorithms],
    },
    assertJwtClientAuthClaimsAndHeader: requireGoodAssertion,
    extraClientMetadata: fapiClients,
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      authorization_details_types: [...credentialTypes, ...keyTypes],
    },
    // RFC 9700 2.1.1: public clients must, others should; only S256 is known.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' || isFapi(client) },
    allowOmittingSingleRegisteredRedirectUri: true,
    extraParams: extraParameters(store),
    features: features(options, hour),
    interactions: { policy: policy(options.sessionOf), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: async (_ctx, client, { scopes }) =>
      client.grantTypeAllowed('refresh_token') && scopes.has('service'),
    // FAPI 2.0, 5.3.2.1: what is bound to its client anyway is not changed; a lost answer would end the grant.
    rotateRefreshToken: ({ oidc }) => !isFapi(oidc.client),
    findAccount: async (ctx, sub, token) => activeAccount(options, ctx.oidc.client?.clientId, sub, token),
    // The session knows one grant of a client; its service token and the SADs of several approvals live side by side.
    expiresWithSession: () => false,
    loadExistingGrant: (ctx) => existingGrant(ctx, resourceOf(issuer)),
    ttl: lifetimes,
    renderError: (ctx, out, error) => renderError(ctx, out, error, options),
  };
}

const lifetimes: Configuration['ttl'] = {
  // CSC samples: an hour for scope service, five minutes for what stands for one approval.
  AccessToken: (_ctx, token) => (isOfApproval(token.scope) ? 5 * minute : hour),
  AuthorizationCode: minute,
  ClientCredentials: hour,
  // Nothing of one approval is renewed: its grant lasts as long as what it may have given.
  // What renews a service token does so for thirty days, and the last one lives its hour.
  Grant: (_ctx, grant) => (isOfApproval(grant.getOIDCScope()) ? hour : 30 * 24 * hour + hour),
  IdToken: 10 * minute,
  Interaction: hour,
  RefreshToken: 30 * 24 * hour,
  Session: 8 * hour,
};

async function activeAccount({ store, release }: ProviderOptions, client = '', sub: string, token: unknown) {
  const account = await findAccount(store.db, sub);
  if (account?.status !== 'active') return undefined;
  const personal = async (scope: string) => (release ? releasedData(store, release, sub, client, scope) : {});
  const claims = async (_use: string, scope: string) => ({ ...(await personal(scope)), ...claimsOf(sub, token) });
  return { accountId: sub, claims };
}

// A grant of one signature is never taken for another, nor mixed with the standing one of scope service.
async function existingGrant(ctx: KoaContextWithOIDC, resource: string) {
  const { Grant } = ctx.oidc.provider;
  const consented = ctx.oidc.result?.consent?.grantId;
  if (consented) return Grant.find(consented);
  if (asksForApproval(ctx.oidc.params ?? {})) return undefined;
  const id = ctx.oidc.client && ctx.oidc.session?.grantIdFor(ctx.oidc.client.clientId);
  const grant = id ? await Grant.find(id) : undefined;
  return isOfApproval(grant?.getResourceScope(resource)) ? undefined : grant;
}

/** Whether a scope stands for one decision of a person on the approval page. */
function isOfApproval(scope = ''): boolean {
  return scope.split(' ').some((one) => ['credential', ...keyScopes].includes(one));
}

type Rendered = Parameters<NonNullable<Configuration['renderError']>>;

async function renderError(
  ctx: Rendered[0],
  out: Rendered[1],
  error: Rendered[2],
  { store, onError, messagePage }: ProviderOptions,
): Promise<void> {
  const reference = randomUUID();
  onError(error, reference, ctx.status);
  const reason = out.error_description ?? out.error;
  ctx.set('content-security-policy', pagePolicy);
  ctx.set('referrer-policy', 'no-referrer');
  ctx.type = 'html';
  const client = ctx.oidc?.client && (await findClient(store.db, ctx.oidc.client.clientId).catch(() => undefined));
  const told = { kind: 'request-refused', reason, reference, ...(client && { group: client.group }) } as const;
  ctx.body = await messagePage(told, ctx.get('accept-language'));
}

/** Who may call: the OAuth server, the login and the tokens of the SSA, mounted on its HTTP server. */
import type { Outward } from '@chancery/connectors/tsa';
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import type { JWKS } from 'oidc-provider';
import { tellApplications } from './back-channel-logout.ts';
import type { ClientCertificates } from './client-certificates.ts';
import { mountEndpoints } from './endpoints.ts';
import { type InteractionOptions, interactionRoutes } from './interactions.ts';
import { type Login, type LoginOptions, loginRoutes } from './login.ts';
import { authorizationServer } from './provider.ts';
import { standingReleaseRoutes } from './standing-releases.ts';
import { type Tokens, tokensOf } from './tokens.ts';
import type { Limit } from './too-often.ts';

export interface AuthorizationOptions extends LoginOptions, InteractionOptions {
  /** Throws when an application has asked for tokens too often; never unless told. */
  readonly limit?: Limit;
  /** Where clients come with certificates (RFC 8705); without it nobody has one. */
  readonly clientCertificates?: ClientCertificates;
  /** The guarded way to applications that want to know who has logged out; without it none is told. */
  readonly outward?: Outward;
  /** Private keys of the ID tokens, ES256. */
  readonly jwks: JWKS;
}

export interface Authorization extends Login, Tokens {}

export function authorizationRoutes(app: FastifyInstance, options: AuthorizationOptions): Authorization {
  const login = loginRoutes(app, {
    ...options,
    loggedOut: ({ raw, log }, reply) =>
      tellApplications(provider, raw, reply.raw, (err, client) => log.warn({ err, client }, 'not told of a logout')),
  });
  const provider: Provider = authorizationServer({
    ...options,
    sessionOf: (request) => login.sessionOf(request.headers.cookie),
    onError: (error, reference, status) =>
      status < 500
        ? app.log.info({ err: error, reference }, 'refused')
        : app.log.error({ err: error, reference }, 'the OAuth server failed'),
  });
  mountEndpoints(app, provider, new URL(options.issuer));
  interactionRoutes(app, provider, login, options);
  standingReleaseRoutes(app, options, login);
  const { requireSession, startLogin } = login;
  return { requireSession, startLogin, ...tokensOf(provider, options.store) };
}

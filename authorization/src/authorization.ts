/** Who may call: the OAuth server, the login and the tokens of the SSA, mounted on its HTTP server. */
import type { IncomingMessage } from 'node:http';
import type { Outward } from '@chancery/connectors/tsa';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { JWKS } from 'oidc-provider';
import { tellApplications } from './back-channel-logout.ts';
import type { ClientCertificates } from './client-certificates.ts';
import { type InteractionOptions, interactionRoutes } from './interactions.ts';
import { type Login, type LoginOptions, loginRoutes } from './login.ts';
import { authorizationServer } from './provider.ts';
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
  mount(app, provider, new URL(options.issuer));
  interactionRoutes(app, provider, login, options);
  const { requireSession, startLogin } = login;
  return { requireSession, startLogin, ...tokensOf(provider, options.store) };
}

/** The provider reads its own bodies, so nothing may parse them before. */
function mount(app: FastifyInstance, provider: Provider, issuer: URL): void {
  const handle = provider.callback();
  app.register(async (inner) => {
    inner.setErrorHandler(refuseAsOAuth);
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      return handle(asSeenByBrowsers(request.raw, issuer), reply.raw);
    };
    for (const url of ['/oauth2/*', '/.well-known/*'])
      inner.route({ method: ['GET', 'POST'], url, exposeHeadRoute: false, handler });
    inner.post('/revoke', handler);
  });
}

/** What is refused before the provider sees it, in the words of RFC 6749, 5.2. */
function refuseAsOAuth(
  error: Error & { statusCode?: number; retryAfter?: number },
  _request: unknown,
  reply: FastifyReply,
) {
  if (error.statusCode !== 429) throw error;
  const body = { error: 'temporarily_unavailable', error_description: error.message };
  return reply
    .code(429)
    .headers({ 'retry-after': error.retryAfter ?? 60, 'cache-control': 'no-store' })
    .send(body);
}

// Whatever name a caller dialled: this server has one origin, and its cookies and links follow that alone. Some CSC clients write
// `//oauth2/token` (the router ignores a slash too many, the provider does not), and for revocation the base alone (`/revoke`).
function asSeenByBrowsers(request: IncomingMessage, { host, protocol }: URL): IncomingMessage {
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  request.url = request.url?.replace(/^\/+/, '/').replace(/^\/revoke(?=$|\?)/, '/oauth2/revoke');
  return request;
}

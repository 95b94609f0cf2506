/** The endpoints of the OAuth server on our HTTP server: which there are, what their answers carry, and what is refused before them. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { namingOpenid } from './implied-openid.ts';
import { postedRequests } from './posted-request.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];

export const authorizationEndpoint = '/oauth2/authorize';

const endpoints: Readonly<Record<string, readonly Method[]>> = {
  [authorizationEndpoint]: ['GET', 'POST'],
  [`${authorizationEndpoint}/:uid`]: ['GET'],
  '/oauth2/pushed_authorize': ['POST'],
  '/oauth2/token': ['POST'],
  '/oauth2/revoke': ['POST'],
  '/revoke': ['POST'],
  '/oauth2/introspect': ['POST'],
  '/oauth2/userinfo': ['GET', 'POST'],
  '/oauth2/jwks': ['GET'],
  '/.well-known/openid-configuration': ['GET'],
  '/.well-known/oauth-authorization-server': ['GET'],
};

export function mountEndpoints(app: FastifyInstance, provider: Provider, issuer: URL): void {
  const handle = provider.callback();
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    carry(reply);
    const seen = asSeenByBrowsers(request.raw, issuer);
    if (request.routeOptions.url === authorizationEndpoint) seen.url = namingOpenid(seen.url ?? '');
    return handle(seen, reply.raw);
  };
  app.register(async (inner) => {
    inner.setErrorHandler(refuseAsOAuth);
    postedRequests(inner, authorizationEndpoint);
    readNothing(inner);
    for (const [url, taken] of Object.entries(endpoints)) {
      const theirs = taken.filter((method) => url !== authorizationEndpoint || method !== 'POST');
      inner.route({ method: theirs, url, exposeHeadRoute: false, handler: answer });
      const others = methods.filter((method) => !taken.includes(method));
      inner.route({ method: others, url, exposeHeadRoute: false, handler: (_, reply) => refuseMethod(reply, taken) });
    }
  });
}

/** The provider reads its own bodies, so nothing may parse them before. */
function readNothing(inner: FastifyInstance): void {
  inner.removeAllContentTypeParsers();
  inner.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

// A page that posts itself to the application (`form_post`) has a script, whose digest the provider adds, and a form that leads there.
const policy = "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'";

/** What every answer of this server says to browsers, the provider's as well; how long its own are kept it knows itself. */
function carry(reply: FastifyReply): void {
  const { 'cache-control': _theirs, ...headers } = { ...reply.getHeaders(), 'content-security-policy': policy };
  for (const [name, value = ''] of Object.entries(headers)) reply.raw.setHeader(name, value);
}

/** RFC 9110, 15.5.6 */
function refuseMethod(reply: FastifyReply, taken: readonly Method[]) {
  const error_description = `this endpoint takes ${taken.join(' and ')}`;
  return reply.code(405).header('allow', taken.join(', ')).send({ error: 'invalid_request', error_description });
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

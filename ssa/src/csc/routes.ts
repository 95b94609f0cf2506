import { randomUUID } from 'node:crypto';
import { StoreError } from '@chancery/store';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowedMethods } from '../http/allowed-methods.ts';
import { challengeTo, possessionOf } from '../http/possession.ts';
import type { CscDeps } from './csc-deps.ts';
import { answerOf, CscError, type CscErrorKey } from './csc-error.ts';
import { describedAs } from './described.ts';
import { type Dialect, dialects } from './dialect.ts';
import type { CscMethodName } from './implemented-methods.ts';
import { longestBody, longestDocuments } from './limits.ts';
import { Created, type CscCall, Pending } from './method.ts';
import { methodsOf } from './method-tables.ts';
import { Parameters } from './parameters.ts';

/** Test tools and gateways ask these with GET and no body. */
const alsoByGet: readonly CscMethodName[] = ['info', 'auth/login'];

/** Octets of a body, of those that bring hashes or documents. */
const bodyLimits: Partial<Record<CscMethodName, number>> = {
  'credentials/authorize': longestBody,
  'credentials/extendTransaction': longestBody,
  'signatures/signHash': longestBody,
  'signatures/signDoc': longestDocuments,
};

/** Mounts CSC API v1.0.4.0 under `/csc/v1`, v2 under `/csc/v2`. Every answer below them is JSON, refusals and unknown paths included. */
export function cscRoutes(app: FastifyInstance, deps: CscDeps): void {
  for (const dialect of dialects) {
    app.register(async (scope) => speak(scope, dialect, deps), { prefix: `/csc/${dialect}` });
  }
}

function speak(scope: FastifyInstance, dialect: Dialect, deps: CscDeps): void {
  acceptJson(scope);
  const refused = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    refuse(error, dialect, request, reply);
  scope.setErrorHandler((error: FastifyError, request, reply) => refused(error, request, reply));
  const allowed = allowedMethods(scope);
  scope.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url);
    if (methods !== undefined) reply.header('allow', methods);
    return refused(new CscError(methods === undefined ? 'unknownRoute' : 'otherMethod'), request, reply);
  });
  for (const [name, method] of methodsOf(dialect)) {
    mount(scope, name, describedAs(name, dialect), (request, reply) =>
      method(callOf(request, reply, dialect), presentedIn(request, deps)),
    );
  }
}

function mount(
  scope: FastifyInstance,
  name: CscMethodName,
  config: ReturnType<typeof describedAs>,
  method: (request: FastifyRequest, reply: FastifyReply) => Promise<object | undefined>,
): void {
  scope.route({
    method: alsoByGet.includes(name) ? ['GET', 'POST'] : ['POST'],
    url: `/${name}`,
    ...(bodyLimits[name] === undefined ? {} : { bodyLimit: bodyLimits[name] }),
    config,
    handler: async (request, reply) => {
      const answer = await method(request, reply);
      reply.header('cache-control', 'no-store');
      if (answer instanceof Created) return reply.code(201).send(answer.body);
      if (answer instanceof Pending) return reply.code(202).send(answer.body);
      return answer === undefined ? reply.code(204).send() : answer;
    },
  });
}

/** A token is judged with what came beside it. */
function presentedIn(request: FastifyRequest, deps: CscDeps): CscDeps {
  const { certificateOf, info } = deps;
  const possession = possessionOf(request, { certificateOf, origin: info.baseUrl });
  return { ...deps, bearer: (token) => deps.bearer(token, possession) };
}

function callOf(request: FastifyRequest, reply: FastifyReply, dialect: Dialect): CscCall {
  const key = request.headers['idempotency-key'];
  return {
    dialect,
    parameters: new Parameters(request.body),
    authorization: request.headers.authorization,
    idempotencyKey: typeof key === 'string' && key !== '' ? key : undefined,
    gone: goneOf(reply),
  };
}

function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** A body that is empty is `{}`, whatever the client says about it. */
function acceptJson(scope: FastifyInstance): void {
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)));
    } catch (cause) {
      done(new CscError('malformedRequest', { cause }));
    }
  });
}

/** One mapping at the edge: our refusals, the database's of a text, and the framework's; the rest is our own fault and says only where to look. */
function refuse(error: Error, dialect: Dialect, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof CscError ? error : new CscError(refusalOf(error), { cause: error, ...waiting(error) });
  const { status, error: word, description } = answerOf(known, dialect);
  const reference = known.key !== 'notOffered' && status >= 500 ? randomUUID() : undefined;
  if (reference !== undefined) request.log.error({ err: error, reference }, 'csc');
  if (status === 401) reply.header('www-authenticate', known.challenge ?? challenge(known.key, request));
  if (known.retryAfter !== undefined) reply.header('retry-after', known.retryAfter);
  const text = reference === undefined ? description : `${description} (reference ${reference})`;
  return reply.code(status).header('cache-control', 'no-store').send({ error: word, error_description: text });
}

function waiting({ retryAfter }: Error & { retryAfter?: number }) {
  return retryAfter === undefined ? {} : { retryAfter };
}

function refusalOf(error: Error & { statusCode?: number }): CscErrorKey {
  if (error instanceof StoreError && error.code === 'text') return 'malformedRequest';
  if (error instanceof StoreError && error.code === 'unreachable') return 'temporarilyUnavailable';
  if (error.statusCode === 413) return 'tooLarge';
  if (error.statusCode === 415) return 'unsupportedMediaType';
  if (error.statusCode === 429) return 'tooManyRequests';
  return error.statusCode !== undefined && error.statusCode < 500 ? 'malformedRequest' : 'serverError';
}

/** RFC 6750, 3 and RFC 7617, 2 */
function challenge(key: CscErrorKey, { headers: { authorization } }: FastifyRequest): string {
  return key === 'malformedAuthentication' ? 'Basic realm="CSC", charset="UTF-8"' : challengeTo(authorization);
}

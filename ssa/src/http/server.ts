import { randomBytes } from 'node:crypto';
import type { Server as HttpsServer } from 'node:https';
import { type ProblemCode, problem, problems } from '@chancery/api';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { allowedMethods } from './allowed-methods.ts';
import { type MessagePage, type Site, sendPage } from './page.ts';
import { challengeTo } from './possession.ts';
import { problemOf, type Refusal } from './problem-of.ts';
import { plainHeaders } from './security-headers.ts';
import { isWord } from './words.ts';

export interface ServerOptions extends Site {
  readonly logger?: FastifyBaseLogger;
  /** PEM. Without it a trusted proxy speaks TLS. */
  readonly tls?: TlsMaterial;
  /** Proxies that are believed when they say for whom they ask (`X-Forwarded-For`); nobody unless told. */
  readonly trusts?: (address: string) => boolean;
  /** Browsers come by https, whoever speaks TLS: they are told to stay with it (RFC 6797). */
  readonly encrypted?: boolean;
}

/** PEM texts. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  /**
   * Who comes is asked for a certificate, and may have none. These authorities are named to him, so that a browser offers no other; which
   * certificate is good for what is judged where it is used.
   */
  readonly clients?: readonly string[];
}

const patience = 1_000;
const readersPatience = 60_000;

/**
 * The HTTP server of the application, without routes: nothing coerced, nothing stripped, every refusal a problem with a
 * reference number (a page where a person reads it), and an end that comes within seconds of `close()`.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const app = build(options);
  const headers = headersOf(options);
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply, options));
  const allowed = allowedMethods(app);
  app.setNotFoundHandler((request, reply) => notFound(request, reply, options, allowed(request.url)));
  sendWithoutStalling(app);
  closeGracefully(app);
  return app;
}

function build(options: ServerOptions): FastifyInstance {
  const { logger, tls, trusts } = options;
  const common = {
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    bodyLimit: 64 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
    ajv: { customOptions: { coerceTypes: false as const, removeAdditional: false, useDefaults: false } },
    genReqId: () => randomBytes(6).toString('hex'),
    trustProxy: trusts ?? false,
    routerOptions: { maxParamLength: 256, ignoreDuplicateSlashes: true },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      void refuse(error, request, reply.headers(headersOf(options)), options),
  };
  const app =
    tls === undefined
      ? Fastify(common)
      : (Fastify({ ...common, https: { ...secureContext(tls), ...asking(tls) } }) as unknown as FastifyInstance);
  app.removeContentTypeParser('text/plain');
  return app;
}

function headersOf({ encrypted = false }: ServerOptions): Readonly<Record<string, string>> {
  return encrypted ? { ...plainHeaders, 'strict-transport-security': 'max-age=31536000' } : plainHeaders;
}

function secureContext({ key, cert, clients = [] }: TlsMaterial) {
  return { key, cert, ...(clients.length > 0 && { ca: [...clients] }), minVersion: 'TLSv1.2' as const };
}

function asking({ clients }: TlsMaterial) {
  return { requestCert: clients !== undefined, rejectUnauthorized: false };
}

/** Connections from now on find this pair; those that are open stay. */
export function renewTls(app: FastifyInstance, pair: TlsMaterial): void {
  (app.server as unknown as HttpsServer).setSecureContext(secureContext(pair));
}

/** Whoever takes nothing of an answer for a minute is gone: the documents that are open for him are closed. */
function sendWithoutStalling(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, { raw }) => void raw.setTimeout(readersPatience, () => raw.destroy()));
}

/** Kept connections would hold the end up for a minute: they are told to go, and after a second they go. */
function closeGracefully(app: FastifyInstance): void {
  let closing = false;
  app.addHook('onSend', async (_request, reply) => void (closing && reply.header('connection', 'close')));
  app.addHook('preClose', async () => {
    closing = true;
    app.server.closeIdleConnections();
    setTimeout(() => app.server.closeAllConnections(), patience).unref();
  });
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, options: ServerOptions) {
  const refusal = problemOf(error);
  const { status } = problems[refusal.code];
  const log = { err: error, reference: request.id, code: refusal.code };
  if (status >= 500) request.log.error(log, 'failed');
  else request.log.info(log, 'refused');
  return request.routeOptions.config.page === true
    ? sendRefusalPage(refusal, request, reply, options)
    : sendProblem(refusal, request, reply);
}

function notFound(request: FastifyRequest, reply: FastifyReply, options: ServerOptions, allowed: string | undefined) {
  const refusal = allowed === undefined ? nothingThere : anotherMethod;
  if (allowed !== undefined) reply.header('allow', allowed);
  return request.headers.accept?.includes('text/html')
    ? sendRefusalPage(refusal, request, reply, options)
    : sendProblem(refusal, request, reply);
}

const nothingThere: Refusal = { code: 'not_found', detail: 'There is nothing at this address.' };
const anotherMethod: Refusal = { code: 'method_not_allowed', detail: 'This address takes other methods.' };

/** RFC 6750, 3.1 */
const challenged: Partial<Record<ProblemCode, string>> = {
  unauthorized: 'invalid_token',
  insufficient_scope: 'insufficient_scope',
};

function sendProblem(
  { code, detail, retryAfter = 30 }: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const mistake = challenged[code];
  if (mistake) reply.header('www-authenticate', challengeTo(request.headers.authorization, mistake));
  if (problems[code].status === 429 || code === 'unavailable') reply.header('retry-after', retryAfter);
  // Nobody reads the rest of the body, so that no other request may follow on this connection.
  if (request.raw.complete === false) reply.header('connection', 'close');
  reply.code(problems[code].status).header('cache-control', 'no-store').type('application/problem+json');
  // Past the response schemas: a refusal has one shape everywhere.
  return reply.serializer((body) => body as string).send(JSON.stringify(problem(code, detail, request.id)));
}

function sendRefusalPage(
  { code, values }: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
): Promise<FastifyReply> {
  const link = wayOn(code, request.url);
  const page = { ...refusalWords(code), ...(values === undefined ? {} : { values }), reference: request.id };
  return sendPage(reply, problems[code].status, { ...page, ...(link === undefined ? {} : { link }) }, site);
}

/** What helps: the same address once more, or the same as somebody else; nothing where neither does. */
function wayOn(code: ProblemCode, url: string): MessagePage['link'] {
  if (retried.has(code)) return { href: url, label: 'link.again' };
  if (code !== 'forbidden' && code !== 'account_inactive') return undefined;
  return { href: `/login?again&return=${encodeURIComponent(url)}`, label: 'link.somebody-else' };
}

const retried: ReadonlySet<ProblemCode> = new Set(['unavailable', 'internal', 'in_progress', 'too_many_requests']);

/** What a person is told of the refusals that she can meet; the details are for who wrote the application, and in the log. */
function refusalWords(code: ProblemCode): Pick<MessagePage, 'title' | 'text'> {
  const [title, text] = [`refusal.${code}.title`, `refusal.${code}.text`];
  const met = isWord(title) && isWord(text);
  return met ? { title, text } : { title: 'refusal.other.title', text: 'refusal.other.text' };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A person reads the answer: refusals are pages. */
    readonly page?: true;
  }
}

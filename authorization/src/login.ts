/** Ordinary login at the identity provider of the installation: it makes a session, never evidence (design: identify). */
import { randomUUID } from 'node:crypto';
import { type IdProvider, type LoginAttempt, openIdProvider } from '@chancery/connectors/idp';
import { createSession, findAccountByIdentity, findIdp, findSession, type Session, type Store } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCookie, seal, setCookie, unseal } from './cookie.ts';
import { sendMessage } from './message-page.ts';

export interface LoginOptions {
  readonly store: Store;
  readonly issuer: string;
  readonly cookieKeys: readonly string[];
  /** The sandbox: identity provider and SSA speak http on loopback. */
  readonly insecureHttp: boolean;
}

export interface Login {
  /** The session of an active account, if the request has one. */
  requireSession(request: FastifyRequest): Promise<Session | undefined>;
  /** Sends the browser to log in and back to a path of this host. */
  startLogin(reply: FastifyReply, returnPath: string): Promise<FastifyReply>;
}

const sessionCookie = 'chancery_session';
const attemptCookie = 'chancery_login';
const attemptSeconds = 600;

export function loginRoutes(app: FastifyInstance, options: LoginOptions): Login {
  const providers = new Map<string, IdProvider>();
  const secure = !options.insecureHttp;
  const [key = ''] = options.cookieKeys;
  const redirectUri = `${options.issuer}/login/callback`;

  async function provider(): Promise<IdProvider | undefined> {
    const idp = await findIdp(options.store.db);
    if (!idp) return undefined;
    const { issuer, client_id: clientId, client_secret: clientSecret } = idp;
    const made =
      providers.get(issuer) ??
      openIdProvider({
        issuer,
        clientId,
        ...(clientSecret ? { clientSecret } : {}),
        insecureHttp: options.insecureHttp,
      });
    providers.set(issuer, made);
    return made;
  }

  async function startLogin(reply: FastifyReply, returnPath: string): Promise<FastifyReply> {
    const idp = await provider();
    if (!idp) return unavailable(reply);
    const { url, attempt } = await idp.begin(redirectUri);
    const sealed = seal(attemptCookie, JSON.stringify({ ...attempt, returnPath: localPath(returnPath) }), key);
    return reply
      .header('set-cookie', setCookie(attemptCookie, sealed, attemptSeconds, secure, '/login'))
      .redirect(url, 303);
  }

  app.get('/login', (request, reply) =>
    startLogin(reply, String((request.query as Record<string, unknown>)['return'] ?? '/')),
  );

  app.get('/login/callback', async (request, reply) => {
    const text = unseal(attemptCookie, readCookie(request.headers.cookie, attemptCookie), key);
    const idp = await provider();
    if (!text || !idp)
      return refused(
        reply,
        'This login has expired',
        'Nothing was signed. Go back to where you came from and begin again.',
      );
    const attempt = JSON.parse(text) as LoginAttempt & { returnPath: string };
    const who = await idp.finish(new URL(request.url, options.issuer), attempt).catch((error: unknown) => {
      request.log.warn({ err: error }, 'login refused');
    });
    if (!who)
      return refused(
        reply,
        'The login did not succeed',
        'Nothing was signed. Go back to where you came from and begin again.',
      );
    const account = await findAccountByIdentity(options.store.db, who.issuer, who.subject);
    if (account?.status !== 'active')
      return refused(
        reply,
        'Your account is not active here',
        'You are logged in at your identity provider, but there is no active account for you. Nothing was signed.',
      );
    const authTime = who.authTime === undefined ? new Date() : new Date(who.authTime * 1000);
    const token = await createSession(options.store.db, account.id, authTime, who.acr ?? null);
    const cookies = [
      setCookie(sessionCookie, token, 8 * 3600, secure),
      setCookie(attemptCookie, '', 0, secure, '/login'),
    ];
    return reply.header('set-cookie', cookies).redirect(attempt.returnPath, 303);
  });

  const requireSession = async (request: FastifyRequest) => {
    const token = readCookie(request.headers.cookie, sessionCookie);
    return token ? findSession(options.store.db, token, new Date()) : undefined;
  };
  return { requireSession, startLogin };
}

/** A path of this host and nothing else: no scheme, no other host, no backslash that a browser reads as one. */
export function localPath(path: string): string {
  return /^\/(?![/\\])[^\\\s]*$/.test(path) ? path : '/';
}

function refused(reply: FastifyReply, title: string, text: string): FastifyReply {
  return sendMessage(reply, 403, { title, text, reference: randomUUID() });
}

function unavailable(reply: FastifyReply): FastifyReply {
  const text = 'No identity provider is set up yet. Nothing was signed. Please try again later.';
  return sendMessage(reply, 503, { title: 'Nobody can log in here at the moment', text, reference: randomUUID() });
}

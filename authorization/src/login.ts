/** Ordinary login at the identity provider of a group: it makes a session, never evidence (design: identify). */
import { type IdProvider, IdpError, type LoggedIn, type LoginAttempt, openIdProvider } from '@chancery/connectors/idp';
import {
  createSession,
  endSession,
  findAccountByIdentity,
  findIdp,
  findSession,
  type Session,
  type Store,
} from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCookie, seal, setCookie, unseal } from './cookie.ts';
import { freshLoginCookie, isFreshFor } from './fresh-login.ts';
import { type Message, type MessageOptions, sendMessage } from './message-page.ts';

export interface LoginOptions extends MessageOptions {
  readonly store: Store;
  readonly issuer: string;
  /** The first seals; all of them open. */
  readonly cookieKeys: readonly string[];
  /** The sandbox: identity provider and SSA speak http on loopback. */
  readonly insecureHttp: boolean;
}

export interface StartOptions {
  /** Whose identity provider; without it the first of the installation. */
  readonly group?: string | undefined;
  /** Not from a session at the identity provider, but by an act of this moment. */
  readonly fresh?: boolean;
  /** Asked of the identity provider beside what is demanded of it. */
  readonly acrValues?: readonly string[];
}

export interface Login {
  /** The session of an active account, if the request has one. */
  requireSession(request: FastifyRequest): Promise<Session | undefined>;
  /** Sends the browser to log in and back to a path of this host. */
  startLogin(reply: FastifyReply, returnPath: string, options?: StartOptions): Promise<FastifyReply>;
}

export interface BrowserLogin extends Login {
  sessionOf(cookies: string | undefined): Promise<Session | undefined>;
  /** Whether this session is by a fresh login from which the browser has just come back to this path, which asked for it. */
  isFresh(request: FastifyRequest): boolean;
}

const sessionCookie = 'chancery_session';
const attemptCookie = 'chancery_login';
const attemptSeconds = 600;
const sessionSeconds = 8 * 3600;

/** What the browser carries, sealed, while the person is away at the identity provider. */
interface Away extends LoginAttempt {
  readonly returnPath: string;
  readonly until: number;
  readonly group?: string;
}

interface LoginEvents {
  /** Before a person is told that she is logged out. */
  readonly loggedOut: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

export function loginRoutes(app: FastifyInstance, options: LoginOptions & LoginEvents): BrowserLogin {
  const { store, cookieKeys } = options;
  const desk = openDesk(options);
  const sessionOf = async (cookies: string | undefined) => {
    const token = readCookie(cookies, sessionCookie);
    return token ? findSession(store.db, token, new Date()) : undefined;
  };
  app.get('/login', (request, reply) =>
    startLogin(desk, reply, returnPathOf(request), { fresh: isAsked(request, 'again') }),
  );
  app.get('/login/callback', (request, reply) => finishLogin(desk, request, reply));
  app.get('/logout', async (request, reply) => {
    if (isForeign(request)) return desk.tell(reply, 403, { kind: 'logout-by-another' });
    await endOld(store, request);
    await options.loggedOut(request, reply);
    reply.header('set-cookie', setCookie(sessionCookie, '', 0, desk.secure));
    return desk.tell(reply, 200, { kind: 'logged-out' });
  });
  return {
    requireSession: (request) => sessionOf(request.headers.cookie),
    startLogin: (reply, returnPath, asked) => startLogin(desk, reply, returnPath, asked),
    sessionOf,
    isFresh: ({ url, headers: { cookie } }) => isFreshFor(url, readCookie(cookie, sessionCookie), cookie, cookieKeys),
  };
}

/** What sends people away and takes them back. */
interface Desk {
  readonly options: LoginOptions;
  /** What our cookies are sealed with, the newest of the keys. */
  readonly key: string;
  readonly secure: boolean;
  readonly redirectUri: string;
  providerOf(group: string | undefined): Promise<IdProvider | undefined>;
  tell(reply: FastifyReply, status: number, message: Omit<Message, 'reference'>): Promise<FastifyReply>;
}

function openDesk(options: LoginOptions): Desk {
  const { cookieKeys, issuer, insecureHttp } = options;
  return {
    options,
    key: cookieKeys[0] ?? '',
    secure: !insecureHttp || issuer.startsWith('https:'),
    redirectUri: `${issuer}/login/callback`,
    providerOf: providers(options),
    tell: (reply, status, message) => sendMessage(reply, status, message, options),
  };
}

async function startLogin(desk: Desk, reply: FastifyReply, returnPath: string, asked: StartOptions = {}) {
  const { group, fresh = false, acrValues = [] } = asked;
  const idp = await desk.providerOf(group);
  const begun = await idp?.begin(desk.redirectUri, { fresh, acrValues }).catch((error: unknown) => {
    reply.log.warn({ err: error }, 'the identity provider does not answer');
  });
  if (!begun) {
    const link = { href: localPath(returnPath), to: 'again' } as const;
    return desk.tell(reply, 503, { kind: 'login-unavailable', link, ...lookOf({ returnPath, group }) });
  }
  const until = Date.now() + attemptSeconds * 1000;
  const away: Away = { ...begun.attempt, returnPath: localPath(returnPath), until, ...(group ? { group } : {}) };
  const sealed = seal(attemptCookie, JSON.stringify(away), desk.key);
  const cookie = setCookie(attemptCookie, sealed, attemptSeconds, desk.secure, '/login');
  return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect(begun.url, 303);
}

async function finishLogin(desk: Desk, request: FastifyRequest, reply: FastifyReply) {
  const { store, cookieKeys, issuer } = desk.options;
  const away = awayOf(request, cookieKeys);
  const idp = away && (await desk.providerOf(away.group));
  if (!away || !idp) return desk.tell(reply, 403, { kind: 'login-expired' });
  reply.header('set-cookie', setCookie(attemptCookie, '', 0, desk.secure, '/login'));
  const link = { href: away.returnPath, to: 'again' } as const;
  const who = await whoCame(idp, request, away, issuer);
  if (!who) return desk.tell(reply, 403, { kind: 'login-failed', link, ...lookOf(away) });
  const account = await findAccountByIdentity(store.db, who.issuer, who.subject);
  if (account?.status !== 'active')
    return desk.tell(reply, 403, { kind: 'no-account', link: asSomebodyElse(away.returnPath), ...lookOf(away) });
  await endOld(store, request);
  const token = await createSession(store.db, account.id, authTimeOf(who), who.acr ?? null, who.amr ?? []);
  return welcome(desk, reply, away, token);
}

/** The session is hers, and she goes on where she was. */
function welcome({ key, secure }: Desk, reply: FastifyReply, { returnPath, since }: Away, token: string) {
  reply.header('set-cookie', setCookie(sessionCookie, token, sessionSeconds, secure));
  if (since !== undefined) reply.header('set-cookie', freshLoginCookie(returnPath, token, key, secure));
  return reply.header('cache-control', 'no-store').redirect(returnPath, 303);
}

/** One connector per identity provider and what is configured of it. */
function providers({ store, insecureHttp }: LoginOptions) {
  const open = new Map<string, IdProvider>();
  return async (group: string | undefined): Promise<IdProvider | undefined> => {
    const idp = await findIdp(store.db, group);
    if (!idp) return undefined;
    const { issuer, client_id: clientId, client_secret: clientSecret, acr } = idp;
    const options = { issuer, clientId, ...(clientSecret ? { clientSecret } : {}), ...(acr ? { acr } : {}) };
    const name = JSON.stringify(options);
    const provider = open.get(name) ?? openIdProvider({ ...options, insecureHttp });
    open.set(name, provider);
    return provider;
  };
}

function awayOf(request: FastifyRequest, keys: readonly string[]): Away | undefined {
  const text = unseal(attemptCookie, readCookie(request.headers.cookie, attemptCookie), keys);
  const away = text === undefined ? undefined : (JSON.parse(text) as Away);
  return away && away.until > Date.now() ? away : undefined;
}

async function whoCame(
  idp: IdProvider,
  request: FastifyRequest,
  away: Away,
  issuer: string,
): Promise<LoggedIn | undefined> {
  try {
    return await idp.finish(new URL(request.url, issuer), away);
  } catch (error) {
    if (!(error instanceof IdpError)) throw error;
    request.log.warn({ err: error }, 'login refused');
    return undefined;
  }
}

/** The time the identity provider states, never in the future. */
function authTimeOf({ authTime }: LoggedIn): Date {
  return new Date(Math.min(Date.now(), authTime === undefined ? Date.now() : authTime * 1000));
}

/** A login never goes on with a session that was there before it. */
async function endOld({ db }: Store, request: FastifyRequest): Promise<void> {
  const token = readCookie(request.headers.cookie, sessionCookie);
  if (token) await endSession(db, token);
}

function isForeign({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'cross-site';
}

function isAsked({ query }: FastifyRequest, name: string): boolean {
  return (query as Record<string, unknown>)[name] !== undefined;
}

function returnPathOf({ query }: FastifyRequest): string {
  const path = (query as Record<string, unknown>)['return'];
  return typeof path === 'string' ? path : '/';
}

/** A path of this host and nothing else: no scheme, no other host, no backslash or control that a browser reads as one. */
export function localPath(path: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) ? path : '/';
}

function lookOf({ returnPath: path, group }: { readonly returnPath: string; readonly group?: string | undefined }) {
  return { path, ...(group === undefined ? {} : { group }) };
}

/** A login made now, whoever is known at the identity provider, and back to a path of this host. */
function asSomebodyElse(returnPath: string) {
  return { href: `/login?again&return=${encodeURIComponent(returnPath)}`, to: 'somebody-else' } as const;
}

/** Who is at the browser: the session, the login page, and the form that only the browser that opened it can send. */
import { randomBytes } from 'node:crypto';
import { SandboxError } from '../error.ts';
import { type Asked, cookie, type Reply, readForm, refuseOtherPages, seeOther } from '../server/request.ts';
import { sameSecret } from '../server/secret.ts';
import { answer, type Login } from './answer.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { loginPage } from './pages.ts';
import type { Provider } from './provider-state.ts';

const sessionCookie = 'sandbox_openid_session';
const browserCookie = 'sandbox_openid_browser';

/** A finished answer where a session is enough, a login page where it is not (OpenID Connect Core 3.1.2.3). */
export function identify(provider: Provider, asked: Asked, request: AuthorizationRequest): Reply {
  const login = provider.sessions.get(cookie(asked, sessionCookie));
  if (login && isEnough(login, request)) return answer(provider, request, login);
  if (request.prompts.includes('none')) throw new SandboxError('login_required', 'nobody is logged in');
  const browser = cookie(asked, browserCookie) ?? randomBytes(32).toString('base64url');
  const waiting = provider.waiting.add({ request, browser });
  return seeOther(`/login?interaction=${waiting}`, { 'set-cookie': setCookie(browserCookie, browser) });
}

/** `prompt=login` and `max_age` ask for an act of this moment; a person who comes back from one has a new session. */
function isEnough(login: Login, { prompts, maxAge }: AuthorizationRequest): boolean {
  const age = Date.now() / 1000 - login.authTime;
  return !prompts.includes('login') && !prompts.includes('select_account') && (maxAge === undefined || age < maxAge);
}

export function showLogin(provider: Provider, asked: Asked): Reply {
  const interaction = asked.url.searchParams.get('interaction') ?? '';
  const { request, browser } = requireWaiting(provider, asked, interaction);
  return loginPage(provider, { request, interaction, csrf: browser });
}

/** POST /login: interaction, csrf, username, password. */
export async function logIn(provider: Provider, asked: Asked): Promise<Reply> {
  refuseOtherPages(asked, provider.issuer);
  const form = await readForm(asked);
  const interaction = form.get('interaction') ?? '';
  const { request, browser } = requireWaiting(provider, asked, interaction);
  if (!sameSecret(form.get('csrf') ?? '', browser))
    throw new SandboxError('forbidden', 'This form does not belong to your login.');
  const person = findPerson(provider, form.get('username') ?? '', form.get('password') ?? '');
  if (!person) return loginPage(provider, { request, interaction, csrf: browser, wrong: form.get('username') ?? '' });
  provider.waiting.delete(interaction);
  provider.sessions.delete(cookie(asked, sessionCookie));
  const login = { person, authTime: Math.floor(Date.now() / 1000) };
  return answer(provider, request, login, { 'set-cookie': setCookie(sessionCookie, provider.sessions.add(login)) });
}

function requireWaiting(provider: Provider, asked: Asked, interaction: string) {
  const waiting = provider.waiting.get(interaction);
  if (!waiting)
    throw new SandboxError(
      'not-found',
      'This login has ended or was already used. Please go back to where you came from.',
    );
  if (!sameSecret(cookie(asked, browserCookie) ?? '', waiting.browser)) {
    throw new SandboxError('forbidden', 'This login was begun in another browser.');
  }
  return waiting;
}

function findPerson(provider: Provider, username: string, password: string) {
  const person = provider.people.find((one) => one.username === username.trim().toLowerCase());
  return person && sameSecret(person.password, password) ? person : undefined;
}

export function endSession(provider: Provider, asked: Asked): string {
  provider.sessions.delete(cookie(asked, sessionCookie));
  return `${sessionCookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
}

function setCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`;
}

/**
 * What a browser carries for a minute after a fresh login, so that it is not asked again: the path that asked for it, sealed for
 * the session it made. That the login was of this moment, the connector has judged by the provider's time, once.
 */
import { readCookie, seal, setCookie, unseal } from './cookie.ts';

const cookie = 'chancery_fresh';
const seconds = 60;

/** `path` has no space; `session` is the token of the session that the login made. */
export function freshLoginCookie(path: string, session: string, key: string, secure: boolean): string {
  const sealed = seal(sealedFor(session), `${path} ${Date.now() + seconds * 1000}`, key);
  return setCookie(cookie, sealed, seconds, secure);
}

/** Whether the session of these cookies is by a fresh login of the last minute that this very path asked for. */
export function isFreshFor(
  path: string,
  session: string | undefined,
  cookies: string | undefined,
  keys: readonly string[],
) {
  const text = session && unseal(sealedFor(session), readCookie(cookies, cookie), keys);
  const [asked, until] = text?.split(' ') ?? [];
  return asked === path && Number(until) > Date.now();
}

function sealedFor(session: string): string {
  return `${cookie}:${session}`;
}

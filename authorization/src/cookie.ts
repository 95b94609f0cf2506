/** Cookies of the login: sealed, so that a browser can carry what only we may have written. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The value with a MAC over name and value. */
export function seal(name: string, value: string, key: string): string {
  return `${Buffer.from(value).toString('base64url')}.${mac(name, value, key)}`;
}

/** The value, or undefined when it was sealed for another name or with none of these keys. */
export function unseal(name: string, sealed: string | undefined, keys: readonly string[]): string | undefined {
  const [body = '', tag = ''] = (sealed ?? '').split('.');
  const value = Buffer.from(body, 'base64url').toString();
  return keys.some((key) => isEqual(Buffer.from(tag), Buffer.from(mac(name, value, key)))) ? value : undefined;
}

function isEqual(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}

function mac(name: string, value: string, key: string): string {
  return createHmac('sha256', key).update(`${name}\0${value}`).digest('base64url');
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(/; */)) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at) === name) return pair.slice(at + 1);
  }
  return undefined;
}

/** HttpOnly, SameSite=Lax, this host only. `seconds` 0 ends it. */
export function setCookie(name: string, value: string, seconds: number, secure: boolean, path = '/'): string {
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

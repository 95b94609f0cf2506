/** What the provider knows while it runs. Only its key outlives a restart: people log in again. */
import { ExpiringMap } from '../server/expiring-map.ts';
import type { Login } from './answer.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { OpenIdClient } from './client.ts';
import type { Person } from './person.ts';
import { openSigningKey, type SigningKey } from './signing-key.ts';

export interface Granted {
  readonly request: AuthorizationRequest;
  readonly login: Login;
}

export interface Provider {
  readonly issuer: string;
  readonly clients: readonly OpenIdClient[];
  readonly people: readonly Person[];
  readonly key: SigningKey;
  /** Requests that wait for a login; `browser` is the value of the cookie that began them. */
  readonly waiting: ExpiringMap<{ readonly request: AuthorizationRequest; readonly browser: string }>;
  readonly sessions: ExpiringMap<Login>;
  readonly codes: ExpiringMap<Granted>;
  /** Codes already redeemed, with the access token they brought. */
  readonly spent: Map<string, string>;
  readonly accessTokens: ExpiringMap<Granted>;
}

const minute = 60_000;

export function openProvider(
  issuer: string,
  given: { readonly folder: string; readonly clients: readonly OpenIdClient[]; readonly people: readonly Person[] },
): Provider {
  return {
    issuer,
    clients: given.clients,
    people: given.people,
    key: openSigningKey(given.folder),
    waiting: new ExpiringMap(15 * minute),
    sessions: new ExpiringMap(480 * minute),
    codes: new ExpiringMap(minute),
    spent: new Map(),
    accessTokens: new ExpiringMap(10 * minute),
  };
}

/** Access tokens as the APIs see them: who stands behind one, and which SAD. */
import { isDeepStrictEqual } from 'node:util';
import {
  apiKeys,
  endGrant,
  type FoundBearer,
  findBearers,
  findCredentialAuthorization,
  Gathered,
  isTokenOver,
  type Store,
} from '@chancery/store';
import type Provider from 'oidc-provider';
import type { Authentication } from './authentication-claims.ts';
import { spendOnce } from './client-authentication.ts';
import { type DemandedAuthentication, lackingAuthentication } from './demanded-authentication.ts';
import { proofLife } from './key-proof.ts';
import { passwordClient, passwordTokens } from './password-login.ts';
import { type Confirmation, confirmationOf, type Possession, possesses } from './possession.ts';
import { tokenDigest } from './token-digest.ts';

/** Who stands behind an access token. `account` is absent for a client that speaks for itself. */
export interface Bearer {
  readonly client: string;
  readonly clientName: string;
  readonly group: string;
  /** The service provider of the client, and the most it may ask for in a day, by operation. */
  readonly provider?: string;
  readonly quota?: Readonly<Record<string, number>>;
  readonly account?: string;
  /** Of a token of scope `credential`: the one credential that was approved. */
  readonly credentialID?: string;
  readonly scopes: readonly string[];
  /** Its client was registered as one that writes what it sends as old ones do. */
  readonly compatibility?: true;
  /** Of a person's service token whose login is not what its application wants (RFC 9470, 3). */
  readonly lacking?: DemandedAuthentication;
  /** What the token is bound to, and the caller has shown to have. */
  readonly cnf?: Confirmation;
}

interface TokenSad {
  readonly sad: string;
  readonly credentialID: string;
  /** The application it was given to. */
  readonly client: string;
}

export interface Tokens {
  /**
   * Undefined for a token that is unknown, expired or revoked, for one of an account that is not active, and for one that is bound to
   * something that did not come with it.
   */
  bearer(token: string, possession?: Possession): Promise<Bearer | undefined>;
  /** The same, and who has logged in with a password. */
  anyBearer(token: string, possession?: Possession): Promise<Bearer | undefined>;
  /** Whether a token of either kind was good, and is expired or revoked since an hour at most: for whoever holds it to be told. */
  isOver(token: string): Promise<boolean>;
  /** The SAM's SAD behind an access token of scope `credential`, while both live, for who has what that token is bound to. */
  sadOfToken(accessToken: string, held?: Confirmation): Promise<TokenSad | undefined>;
  /** The grant that a token of one decision stands for, while it lives. */
  grantOf(accessToken: string): Promise<string | undefined>;
  /** Ends one token of this bearer's client and account, a refresh token with all of its grant; false when there is no such token. */
  revoke(token: string, bearer: Pick<Bearer, 'client' | 'account'>): Promise<boolean>;
}

export function tokensOf(provider: Provider, store: Store): Tokens {
  return {
    bearer: bearersOf(store, ofApplications),
    anyBearer: bearersOf(store),
    isOver: (token) => isTokenOver(store.db, ofAnybody, tokenDigest(token)),
    sadOfToken: (token, held) => sadOf(provider, store, token, held),
    grantOf: async (token) => (await provider.AccessToken.find(token))?.grantId,
    revoke: (token, bearer) => revoke(provider, store, token, bearer),
  };
}

async function find(provider: Provider, token: string) {
  return (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
}

const ofApplications = ['AccessToken', 'ClientCredentials', apiKeys] as const;
const ofAnybody = [...ofApplications, passwordTokens] as const;

/** Who stands behind a token of these kinds: one statement for those who ask at once, since it stands before each call. */
export function bearersOf({ db }: Store, kinds: readonly string[] = ofAnybody): Tokens['bearer'] {
  const bearers = new Gathered<string, FoundBearer>(String, (ids) => findBearers(db, kinds, ids));
  return async (token, possession = {}) => {
    const found = await bearers.get(tokenDigest(token));
    const cnf = found && confirmationOf(found.payload);
    const spend = (jti: string) => spendOnce(db, found?.client ?? '', jti, 2 * proofLife);
    if (!found || !(await possesses(token, cnf, possession, spend))) return undefined;
    const caller = found.model === passwordTokens ? personOf(found) : callerOf(found);
    return caller && cnf ? { ...caller, cnf } : caller;
  };
}

function personOf({ account }: FoundBearer): Bearer | undefined {
  if (account === null) return undefined;
  return { client: passwordClient, clientName: '', group: '', account, scopes: ['service'] };
}

function callerOf(found: FoundBearer): Bearer | undefined {
  const { payload, client, provider_name: clientName, group_id: group, account, credential_id } = found;
  const scopes = String(payload['scope'] ?? '').split(' ');
  if (client === null || clientName === null || group === null) return undefined;
  if (payload['accountId'] !== undefined && account === null) return undefined;
  const approved = scopes.includes('credential');
  if (approved && credential_id === null) return undefined;
  const person = account === null ? {} : { account };
  const approval = approved && credential_id !== null ? { credentialID: credential_id } : {};
  const lacking = account === null || approved ? undefined : lackingOf(found);
  const { provider, quota, compatibility } = found;
  const metered = { ...(provider && { provider }), ...(quota && { quota }), ...(compatibility && { compatibility }) };
  return { client, clientName, group, ...metered, ...person, ...approval, scopes, ...(lacking ? { lacking } : {}) };
}

function lackingOf({ demanded, payload: { extra } }: FoundBearer): DemandedAuthentication | undefined {
  return lackingAuthentication(demanded, (extra ?? {}) as Authentication, Date.now());
}

/** What lies under the grant of a token of scope `credential`. */
async function approvalOf(db: Store['db'], token: { readonly grantId?: unknown; readonly scopes: Set<string> }) {
  if (typeof token.grantId !== 'string' || !token.scopes.has('credential')) return undefined;
  return findCredentialAuthorization(db, 'grant_id', token.grantId);
}

async function sadOf(
  provider: Provider,
  { db }: Store,
  token: string,
  held: Confirmation | undefined,
): Promise<TokenSad | undefined> {
  const found = await provider.AccessToken.find(token);
  if (found && !isDeepStrictEqual(confirmationOf(found), held)) return undefined;
  const row = found && (await approvalOf(db, found));
  if (!found || !row?.sad || row.client_id !== found.clientId || row.account_id !== found.accountId) return undefined;
  const alive = row.sad_expires_at !== null && row.sad_expires_at > new Date();
  return alive ? { sad: row.sad, credentialID: row.credential_id, client: row.client_id } : undefined;
}

type Owner = Pick<Bearer, 'client' | 'account'>;

async function revoke(provider: Provider, { db }: Store, token: string, { client, account }: Owner): Promise<boolean> {
  const found = (await find(provider, token)) ?? (await provider.RefreshToken.find(token));
  const theirs = found && 'accountId' in found ? found.accountId : undefined;
  if (!found || found.clientId !== client || theirs !== account) return false;
  if (found.kind === 'RefreshToken' && found.grantId) await endGrant(db, found.grantId);
  else await found.destroy();
  return true;
}

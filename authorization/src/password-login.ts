/**
 * `auth/login` of CSC 1.0.4.0 (11.2): a token of scope `service` for a name and a password. It says who calls; it decides no
 * signature. Five wrong passwords in a row close it for a quarter of an hour, and nobody outside can tell which is which.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  beginLogin,
  consumeArtifact,
  destroyArtifact,
  findLogin,
  finishLogin,
  type PasswordVerifier,
  revokeGrant,
  type Store,
  saveArtifact,
} from '@chancery/store';
import { tokenDigest } from './token-digest.ts';

export interface PasswordTokens {
  readonly access_token: string;
  /** Only for who asked to be remembered. */
  readonly refresh_token?: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** Who calls with a token of a password login: no application that could be named. */
export const passwordClient = 'csc-password';
export const passwordTokens = 'PasswordToken';
const access = { model: passwordTokens, seconds: 3600 };
const refresh = { model: 'PasswordRefreshToken', seconds: 30 * 24 * 3600 };
const derive = promisify(argon2);
// What a password is compared with when there is no such person: the same work, never a match.
const nobody: PasswordVerifier = { salt: 'A'.repeat(22), hash: 'A'.repeat(43), memory: 19_456, passes: 2 };

/** Undefined for a wrong pair, an unknown name, a locked or an inactive account alike. */
export async function passwordLogin(
  store: Store,
  login: string,
  password: string,
  rememberMe = false,
): Promise<PasswordTokens | undefined> {
  const account = await beginLogin(store.db, login);
  const right = await matches(password, account?.password ?? nobody);
  if (!account?.password || !right) return undefined;
  const granted = { account: account.id, grantId: randomBytes(16).toString('base64url') };
  // One transaction: a password that is changed meanwhile gives no tokens, or its tokens end with it.
  return store.db
    .transaction()
    .execute(async (db) => ((await finishLogin(db, account)) ? issue({ db }, granted, rememberMe) : undefined));
}

/**
 * New tokens for a refresh token, once; undefined when it is unknown, spent or revoked, or the account is not active. One that
 * comes a second time has been copied: all tokens of its login end (RFC 9700, 4.14.2).
 */
export async function passwordRefresh(
  store: Store,
  token: string,
  rememberMe: boolean,
): Promise<PasswordTokens | undefined> {
  const login = await loginOf(store, refresh.model, token);
  if (!login) return undefined;
  if (await consumeArtifact(store.db, refresh.model, tokenDigest(token))) return issue(store, login, rememberMe);
  await revokeGrant(store.db, login.grantId);
  return undefined;
}

/** A refresh token takes the access tokens of its login along. False when there is no such token of this account. */
export async function revokePasswordToken(store: Store, token: string, account: string | undefined): Promise<boolean> {
  const remembered = await loginOf(store, refresh.model, token);
  const login = remembered ?? (await loginOf(store, access.model, token));
  if (!login || login.account !== account) return false;
  if (remembered) await revokeGrant(store.db, remembered.grantId);
  else await destroyArtifact(store.db, access.model, tokenDigest(token));
  return true;
}

/** All tokens of one login share its grant. */
interface PasswordGrant {
  readonly account: string;
  readonly grantId: string;
}

async function issue(store: Pick<Store, 'db'>, login: PasswordGrant, rememberMe: boolean): Promise<PasswordTokens> {
  const access_token = await save(store, access, login);
  const answer = { access_token, expires_in: access.seconds };
  return rememberMe ? { ...answer, refresh_token: await save(store, refresh, login) } : answer;
}

async function save(
  { db }: Pick<Store, 'db'>,
  { model, seconds }: typeof access,
  login: PasswordGrant,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await saveArtifact(db, model, tokenDigest(token), { ...login }, seconds);
  return token;
}

async function loginOf({ db }: Store, model: string, token: string): Promise<PasswordGrant | undefined> {
  return findLogin(db, model, tokenDigest(token));
}

async function matches(password: string, { salt, hash, memory, passes }: PasswordVerifier): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64url');
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  const nonce = Buffer.from(salt, 'base64url');
  const tag = await derive('argon2id', { message, nonce, parallelism: 1, tagLength: 32, memory, passes });
  return expected.length === tag.length && timingSafeEqual(tag, expected);
}

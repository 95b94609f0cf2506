/**
 * `auth/login` of CSC 1.0.4.0 (11.2): a token of scope `service` for a name and a password. It says who calls; it decides no
 * signature. Five wrong passwords in a row close it for a quarter of an hour, and nobody outside can tell which is which.
 */
import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  beginLogin,
  clearFailedLogins,
  destroyArtifact,
  findAccount,
  findArtifact,
  type PasswordVerifier,
  type Store,
  saveArtifact,
} from '@chancery/store';

export interface PasswordTokens {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}

export interface PasswordBearer {
  readonly client: string;
  readonly account: string;
  readonly scopes: readonly string[];
}

const model = 'PasswordToken';
const lifetime = 3600;
const client = 'csc-password';
const derive = promisify(argon2);
// What a password is compared with when there is no such person: the same work, never a match.
const nobody: PasswordVerifier = { salt: 'A'.repeat(22), hash: 'A'.repeat(43), memory: 19_456, passes: 2 };

/** Undefined for a wrong pair, an unknown name, a locked or an inactive account alike. */
export async function passwordLogin(
  { db }: Store,
  login: string,
  password: string,
): Promise<PasswordTokens | undefined> {
  const account = await beginLogin(db, login);
  const right = await matches(password, account?.password ?? nobody);
  if (!account?.password || !right) return undefined;
  await clearFailedLogins(db, account.id);
  const token = randomBytes(32).toString('base64url');
  await saveArtifact(db, model, digest(token), { account: account.id }, lifetime);
  return { access_token: token, expires_in: lifetime };
}

/** Who logged in with a password; undefined when the token is none, has ended, or the account is no longer active. */
export async function passwordBearer({ db }: Store, token: string): Promise<PasswordBearer | undefined> {
  const id = (await findArtifact(db, model, 'id', digest(token)))?.payload['account'];
  const account = typeof id === 'string' ? await findAccount(db, id) : undefined;
  return account?.status === 'active' ? { client, account: account.id, scopes: ['service'] } : undefined;
}

/** False when there is no such token of this account. */
export async function revokePasswordToken(store: Store, token: string, account: string | undefined): Promise<boolean> {
  const owner = await passwordBearer(store, token);
  if (!owner || owner.account !== account) return false;
  await destroyArtifact(store.db, model, digest(token));
  return true;
}

async function matches(password: string, { salt, hash, memory, passes }: PasswordVerifier): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64url');
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  const nonce = Buffer.from(salt, 'base64url');
  const tag = await derive('argon2id', { message, nonce, parallelism: 1, tagLength: expected.length, memory, passes });
  return timingSafeEqual(tag, expected);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

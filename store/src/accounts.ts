/** People and their sessions. A session says who is here; it approves nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { endPasswordTokens } from './artifacts.ts';
import type { AccountTable, PasswordVerifier, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type Account = Selectable<AccountTable>;

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly identity?: { readonly issuer: string; readonly subject: string };
  readonly organization?: string;
  readonly login?: string;
  readonly password?: PasswordVerifier;
}

/** Account and identity come together or not at all; a taken identity, organisation or login is a unique violation (23505). */
export async function createAccount(db: Db, account: NewAccount): Promise<void> {
  const { id, name, identity, organization, login, password } = account;
  await db.transaction().execute(async (tx) => {
    const verifier = password ? JSON.stringify(password) : null;
    await tx
      .insertInto('account')
      .values({
        id,
        name,
        status: 'active',
        signer: null,
        organization: organization ?? null,
        login: login ?? null,
        password: verifier,
        locked_until: null,
      })
      .execute();
    if (identity)
      await tx
        .insertInto('federated_identity')
        .values({ ...identity, account_id: id })
        .execute();
  });
}

export async function findAccount(db: Db, id: string): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findAccountByIdentity(db: Db, issuer: string, subject: string): Promise<Account | undefined> {
  return db
    .selectFrom('account')
    .innerJoin('federated_identity', 'federated_identity.account_id', 'account.id')
    .selectAll('account')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

/** The identity an account was created with: what the SAM must see proven again at enrolment. */
export async function identityOf(db: Db, account: string): Promise<{ issuer: string; subject: string } | undefined> {
  return db
    .selectFrom('federated_identity')
    .select(['issuer', 'subject'])
    .where('account_id', '=', account)
    .executeTakeFirst();
}

/** Remembers the signer of the SAM, once: false when the account has one already. */
export async function linkSigner(db: Db, account: string, signer: string): Promise<boolean> {
  const result = await db
    .updateTable('account')
    .set({ signer })
    .where('id', '=', account)
    .where('signer', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function setAccountStatus(db: Db, account: string, status: Account['status']): Promise<boolean> {
  const result = await db.updateTable('account').set({ status }).where('id', '=', account).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Another name and password of auth/login, or none: every token that those before brought ends, and so does their lock. A taken name is
 * a unique violation (23505).
 */
export async function setLogin(
  db: Db,
  account: string,
  given: { readonly login: string; readonly password: PasswordVerifier } | null,
): Promise<void> {
  const password = given && JSON.stringify(given.password);
  await db
    .updateTable('account')
    .set({ login: given?.login ?? null, password, failed_logins: 0, locked_until: null })
    .where('id', '=', account)
    .execute();
  await endPasswordTokens(db, account);
}

/** Counts a login before its outcome is known; undefined when there is no such active account or it is locked. */
export async function beginLogin(db: Db, login: string): Promise<Account | undefined> {
  return db
    .updateTable('account')
    .set({
      failed_logins: sql`failed_logins + 1`,
      locked_until: sql`case when failed_logins + 1 >= 5 then now() + interval '15 minutes' else null end`,
    })
    .where('login', '=', login)
    .where('status', '=', 'active')
    .where((e) => e.or([e('locked_until', 'is', null), e('locked_until', '<', sql<Date>`now()`)]))
    .returningAll()
    .executeTakeFirst();
}

/** The password was right: what was counted is forgotten. False when it has been changed, or the account suspended, meanwhile. */
export async function finishLogin(db: Db, { id, password }: Account): Promise<boolean> {
  const result = await db
    .updateTable('account')
    .set({ failed_logins: 0, locked_until: null })
    .where('id', '=', id)
    .where('status', '=', 'active')
    .where(sql<boolean>`password = ${JSON.stringify(password)}::jsonb`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface Session {
  readonly account: Account;
  readonly authTime: Date;
  readonly acr: string | null;
  readonly amr: readonly string[];
}

const sessionHours = 8;

/** The token is known to the browser alone; the database keeps its digest. */
export async function createSession(
  db: Db,
  account: string,
  authTime: Date,
  acr: string | null,
  amr: readonly string[] = [],
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const proven = { auth_time: authTime, acr, amr: JSON.stringify(amr) };
  const expires = new Date(authTime.getTime() + sessionHours * 3_600_000);
  await db
    .insertInto('session')
    .values({ token_hash: digest(token), account_id: account, ...proven, expires_at: expires })
    .execute();
  return token;
}

/** Only a session of an active account is one. */
export async function findSession(db: Db, token: string, now: Date): Promise<Session | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .selectAll('account')
    .select(['auth_time', 'acr', 'amr'])
    .where('token_hash', '=', digest(token))
    .where('expires_at', '>', now)
    .where('status', '=', 'active')
    .executeTakeFirst();
  if (!row) return undefined;
  const { auth_time: authTime, acr, amr, ...account } = row;
  return { account, authTime, acr, amr };
}

export async function endSession(db: Db, token: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', digest(token)).execute();
}

function digest(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** The signer's credentials: what the SSA may know of a key. The SAM is the authority on its state. */
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { CredentialTable, Revocation, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type Credential = Selectable<CredentialTable>;

/** The same key bound twice (a reload in the middle) is one credential: the first stays. */
export async function createCredential(
  db: Db,
  credential: Omit<
    Insertable<CredentialTable>,
    'algorithm' | 'chain' | 'request_id' | 'revocation' | 'revocation_seen'
  > & {
    algorithm: unknown;
    chain: readonly string[];
    request_id?: string | null;
  },
): Promise<Credential> {
  const values = {
    ...credential,
    request_id: credential.request_id ?? null,
    algorithm: JSON.stringify(credential.algorithm),
    chain: JSON.stringify(credential.chain),
  };
  await db
    .insertInto('credential')
    .values(values)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return db.selectFrom('credential').selectAll().where('key', '=', credential.key).executeTakeFirstOrThrow();
}

/** The identities of an account; what was made for one signature is none of them, nor what is destroyed. */
export async function listCredentials(db: Db, account: string): Promise<Credential[]> {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('account_id', '=', account)
    .where('request_id', 'is', null)
    .where('status', '<>', 'destroyed')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** What was made for this signature alone. */
export async function credentialOfRequest(db: Db, request: string): Promise<Credential | undefined> {
  return db.selectFrom('credential').selectAll().where('request_id', '=', request).executeTakeFirst();
}

/** Only a credential of this account; somebody else's, and one that is destroyed, is as if there were none. */
export async function findCredential(db: Db, account: string, id: string): Promise<Credential | undefined> {
  const found = await findPastCredential(db, account, id);
  return found?.status === 'destroyed' ? undefined : found;
}

/** The same for what was signed: a destroyed one among them. */
export async function findPastCredential(db: Db, account: string, id: string): Promise<Credential | undefined> {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('account_id', '=', account)
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * The same with their signers, as the SAM names them (null while an account has none), what they are called, and whether their keys were made
 * with a PIN of their own, and a one-time password beside it, or to be approved by phone: only credentials of these accounts, by account and id with a space between.
 * One statement: it stands before each signature.
 */
export async function findCredentialsWithSigner(
  db: Db,
  wanted: readonly { readonly account: string; readonly id: string }[],
): Promise<ReadonlyMap<string, FoundCredential>> {
  const rows = await db
    .selectFrom('credential')
    .innerJoin('account', 'account.id', 'credential.account_id')
    .leftJoin('errand', (join) =>
      join.onRef('errand.credential_id', '=', 'credential.id').on('errand.kind', '=', 'key.create'),
    )
    .selectAll('credential')
    .select(['account.signer', said('pin').as('hasPin'), said('otp').as('hasOtp'), said('push').as('hasPush')])
    .select(sql<string | null>`errand.parameters ->> 'description'`.as('description'))
    .where(sql<boolean>`credential.id = any(${wanted.map(({ id }) => id)}::text[])`)
    .where('credential.status', '<>', 'destroyed')
    .execute();
  return new Map(rows.map((row) => [`${row.account_id} ${row.id}`, row]));
}

export interface FoundCredential extends Credential {
  readonly signer: string | null;
  readonly hasPin: boolean;
  readonly hasOtp: boolean;
  readonly hasPush: boolean;
  readonly description: string | null;
}

function said(what: 'pin' | 'otp' | 'push') {
  return sql<boolean>`coalesce(errand.parameters ->> ${what} = 'true', false)`;
}

/** What an authority says of a certificate (base64 DER), at this time; for whatever else than the certificate of a credential nothing is kept. */
export async function noteRevocation(db: Db, certificate: string, revocation: Revocation, at: Date): Promise<void> {
  await db
    .updateTable('credential')
    .set({ revocation, revocation_seen: at })
    .where(sql<boolean>`chain ->> 0 = ${certificate}`)
    // Nobody takes that back (RFC 5280, 5.3.1).
    .where(sql<boolean>`coalesce(revocation, 'good') <> 'revoked'`)
    .execute();
}

/** Whose it is, while the account is active. */
export async function accountOfCredential(db: Db, id: string): Promise<string | undefined> {
  const query = db.selectFrom('credential').innerJoin('account', 'account.id', 'credential.account_id');
  const active = query.select('account.id').where('credential.id', '=', id).where('account.status', '=', 'active');
  return (await active.executeTakeFirst())?.id;
}

/** The group whose application had its key made. */
export async function groupOfCredential(db: Db, id: string): Promise<string | undefined> {
  const query = db.selectFrom('errand').innerJoin('client', 'client.client_id', 'errand.client_id');
  const made = query.where('errand.credential_id', '=', id).where('errand.kind', '=', 'key.create');
  const joined = made.innerJoin('service_provider', 'service_provider.id', 'client.provider_id');
  return (await joined.select('group_id').executeTakeFirst())?.group_id;
}

/** True for the one call that turns it into its tombstone. */
export async function destroyCredential(db: Db, id: string): Promise<boolean> {
  const update = db.updateTable('credential').set({ status: 'destroyed' }).where('id', '=', id);
  return (await update.where('status', '<>', 'destroyed').executeTakeFirst()).numUpdatedRows === 1n;
}

/** The signer's credentials: what the SSA may know of a key. The SAM is the authority on its state. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { CredentialTable, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type Credential = Selectable<CredentialTable>;

/** The same key bound twice (a reload in the middle) is one credential: the first stays. */
export async function createCredential(
  db: Db,
  credential: Omit<Insertable<CredentialTable>, 'algorithm' | 'chain' | 'request_id'> & {
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

/** The identities of an account; what was made for one signature is none of them. */
export async function listCredentials(db: Db, account: string): Promise<Credential[]> {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('account_id', '=', account)
    .where('request_id', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** What was made for this signature alone. */
export async function credentialOfRequest(db: Db, request: string): Promise<Credential | undefined> {
  return db.selectFrom('credential').selectAll().where('request_id', '=', request).executeTakeFirst();
}

/** Only a credential of this account; somebody else's is as if there were none. */
export async function findCredential(db: Db, account: string, id: string): Promise<Credential | undefined> {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('account_id', '=', account)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The same with its signer, as the SAM names her; null while the account has none. One statement: it stands before each signature. */
export async function findCredentialWithSigner(
  db: Db,
  account: string,
  id: string,
): Promise<(Credential & { readonly signer: string | null }) | undefined> {
  return db
    .selectFrom('credential')
    .innerJoin('account', 'account.id', 'credential.account_id')
    .selectAll('credential')
    .select('account.signer')
    .where('credential.account_id', '=', account)
    .where('credential.id', '=', id)
    .executeTakeFirst();
}

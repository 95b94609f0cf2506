/** Authorizations with scope `credential` (CSC API v1.0.4.0, 8.3.2): a challenge of the SAM, later its SAD, under one OAuth grant. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { CredentialAuthorizationTable, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type CredentialAuthorization = Selectable<CredentialAuthorizationTable>;
type SetLater = 'grant_id' | 'sad' | 'sad_expires_at' | 'created_at';

/** One challenge per interaction: a page that is opened again keeps the first. False when there was one. */
export async function beginCredentialAuthorization(
  db: Db,
  begun: Omit<Insertable<CredentialAuthorizationTable>, SetLater>,
): Promise<boolean> {
  const row = { ...begun, grant_id: null, sad: null, sad_expires_at: null };
  const insert = db.insertInto('credential_authorization').values(row);
  const result = await insert.onConflict((conflict) => conflict.column('uid').doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findCredentialAuthorization(
  db: Db,
  by: 'uid' | 'grant_id',
  value: string,
): Promise<CredentialAuthorization | undefined> {
  return db.selectFrom('credential_authorization').selectAll().where(by, '=', value).executeTakeFirst();
}

/** Another challenge in the place of one that nothing came of. True for the one call that did. */
export async function renewCredentialAuthorization(
  db: Db,
  { uid, chal: before }: Pick<CredentialAuthorization, 'uid' | 'chal'>,
  chal: string,
): Promise<boolean> {
  const update = db.updateTable('credential_authorization').set({ chal }).where('uid', '=', uid);
  const result = await update.where('chal', '=', before).where('grant_id', 'is', null).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts the SAD under its grant. True for the one call that did. */
export async function grantCredentialAuthorization(
  db: Db,
  uid: string,
  granted: { readonly grant: string; readonly sad: string; readonly expires: Date },
): Promise<boolean> {
  const set = { grant_id: granted.grant, sad: granted.sad, sad_expires_at: granted.expires };
  const update = db.updateTable('credential_authorization').set(set).where('uid', '=', uid);
  return (await update.where('grant_id', 'is', null).executeTakeFirst()).numUpdatedRows === 1n;
}

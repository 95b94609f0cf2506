/** What signers are asked to do: begun by an application or by a signature, done by the signer in a browser, ended once. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { ErrandTable, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type Errand = Selectable<ErrandTable>;
export type NewErrand = Omit<Insertable<ErrandTable>, 'parameters' | 'state' | 'credential_id'> & {
  /** Never a secret: the PIN of a new key goes to the SAM and is not kept. */
  readonly parameters: Record<string, unknown>;
};

/** False when there is one of that id already: a signature has one enrolment and one key creation. */
export async function createErrand(db: Db, errand: NewErrand): Promise<boolean> {
  const parameters = JSON.stringify(errand.parameters);
  const values = { ...errand, parameters, state: 'open' as const, credential_id: null };
  const insert = db.insertInto('errand').values(values);
  const result = await insert.onConflict((conflict) => conflict.column('id').doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findErrandByToken(db: Db, kind: Errand['kind'], token: string): Promise<Errand | undefined> {
  const query = db.selectFrom('errand').selectAll().where('token', '=', token);
  return query.where('kind', '=', kind).executeTakeFirst();
}

export async function findErrand(
  db: Db,
  client: string,
  kind: Errand['kind'],
  id: string,
): Promise<Errand | undefined> {
  const query = db.selectFrom('errand').selectAll().where('client_id', '=', client).where('id', '=', id);
  return query.where('kind', '=', kind).executeTakeFirst();
}

/** Deletions that were put to the signer, and whose end nobody has asked for yet. */
export async function openDeletions(db: Db, account: string): Promise<Errand[]> {
  const query = db.selectFrom('errand').selectAll().where('account_id', '=', account).where('kind', '=', 'key.delete');
  return query.where('state', '=', 'open').where('chal', 'is not', null).execute();
}

/** The challenge the signer is on from now, in place of `before`. False when another call was faster or it has ended. */
export async function setErrandChallenge(db: Db, id: string, before: string | null, chal: string): Promise<boolean> {
  const update = db.updateTable('errand').set({ chal }).where('id', '=', id).where('state', '=', 'open');
  const result = await update.where('chal', 'is not distinct from', before).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** True for the one call that ends it. */
export async function finishErrand(
  db: Db,
  id: string,
  state: 'done' | 'refused',
  credential: string | null,
): Promise<boolean> {
  const update = db.updateTable('errand').set({ state, credential_id: credential });
  const result = await update.where('id', '=', id).where('state', '=', 'open').executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts what was done under the grant of its application's token. True for the one call that did. */
export async function grantErrand(db: Db, id: string, grant: string): Promise<boolean> {
  const update = db.updateTable('errand').set({ grant_id: grant }).where('id', '=', id).where('state', '=', 'done');
  return (await update.where('grant_id', 'is', null).executeTakeFirst()).numUpdatedRows === 1n;
}

export async function findGrantedErrand(db: Db, grant: string): Promise<Errand | undefined> {
  return db.selectFrom('errand').selectAll().where('grant_id', '=', grant).executeTakeFirst();
}

/** The token is used, once: true for the one call that did. */
export async function redeemErrand(db: Db, grant: string, at: Date): Promise<boolean> {
  const update = db.updateTable('errand').set({ redeemed_at: at }).where('grant_id', '=', grant);
  return (await update.where('redeemed_at', 'is', null).executeTakeFirst()).numUpdatedRows === 1n;
}

/** Answers of CSC that are fetched later. What is kept is sealed: the database has neither the id nor what opens it. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { CscAnswerTable, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type CscAnswer = Selectable<CscAnswerTable>;

/** From now on it is waited for. */
export async function expectCscAnswer(db: Db, row: Omit<Insertable<CscAnswerTable>, 'sealed'>): Promise<void> {
  await db
    .insertInto('csc_answer')
    .values({ ...row, sealed: null })
    .execute();
}

/** The first that comes is the answer; true for it. */
export async function keepCscAnswer(db: Db, id: Uint8Array, sealed: Uint8Array): Promise<boolean> {
  const update = db.updateTable('csc_answer').set({ sealed }).where('id', '=', id).where('sealed', 'is', null);
  return (await update.executeTakeFirst()).numUpdatedRows === 1n;
}

/** Of this client and account alone, and only as long as it is kept. */
export async function findCscAnswer(
  db: Db,
  { id, client_id, account_id }: Pick<CscAnswer, 'id' | 'client_id' | 'account_id'>,
  now: Date,
): Promise<CscAnswer | undefined> {
  const query = db.selectFrom('csc_answer').selectAll().where('id', '=', id).where('client_id', '=', client_id);
  const own = query.where('account_id', 'is not distinct from', account_id);
  return own.where('expires_at', '>', now).executeTakeFirst();
}

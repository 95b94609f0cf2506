/** Enrolments and key creations: begun by an application, done by the signer in a browser, finished once. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { ErrandTable, Schema } from './schema.ts';

type Db = Kysely<Schema>;
export type Errand = Selectable<ErrandTable>;

export async function createErrand(
  db: Db,
  errand: Omit<Insertable<ErrandTable>, 'parameters' | 'chal' | 'state' | 'credential_id'> & {
    parameters: Record<string, unknown>;
  },
): Promise<void> {
  const values = {
    ...errand,
    parameters: JSON.stringify(errand.parameters),
    chal: null,
    state: 'open' as const,
    credential_id: null,
  };
  await db.insertInto('errand').values(values).execute();
}

export async function findErrandByToken(db: Db, token: string): Promise<Errand | undefined> {
  return db.selectFrom('errand').selectAll().where('token', '=', token).executeTakeFirst();
}

export async function findErrand(db: Db, client: string, id: string): Promise<Errand | undefined> {
  return db.selectFrom('errand').selectAll().where('client_id', '=', client).where('id', '=', id).executeTakeFirst();
}

/** The challenge the signer is on now; a newer one replaces it while the errand is open. */
export async function setErrandChallenge(db: Db, id: string, chal: string): Promise<void> {
  await db.updateTable('errand').set({ chal }).where('id', '=', id).where('state', '=', 'open').execute();
}

/** True for the one call that finishes it. A secret among the parameters (the PIN of a new key) goes with that. */
export async function finishErrand(
  db: Db,
  id: string,
  state: 'done' | 'refused',
  credential: string | null,
): Promise<boolean> {
  const result = await db
    .updateTable('errand')
    .set({ state, credential_id: credential, parameters: '{}' })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

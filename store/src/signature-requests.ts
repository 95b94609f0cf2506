/** Requests for signatures and their documents. Every change of state is one statement that names the state it leaves. */
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { DocumentTable, Schema, SignatureRequestTable } from './schema.ts';

type Db = Kysely<Schema>;
export type SignatureRequest = Selectable<SignatureRequestTable>;
export type StoredDocument = Selectable<DocumentTable>;
export type NewRequest = Omit<Insertable<SignatureRequestTable>, 'state' | 'attempt' | 'chal' | 'created_at'>;
export type NewDocument = Omit<Insertable<DocumentTable>, 'request_id' | 'prepared'>;

export async function createRequest(db: Db, request: NewRequest, documents: readonly NewDocument[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('signature_request')
      .values({ ...request, state: 'created', chal: null })
      .execute();
    const rows = documents.map((document) => ({ ...document, request_id: request.id, prepared: null }));
    await tx.insertInto('document').values(rows).execute();
  });
}

export async function findRequest(db: Db, client: string, id: string): Promise<SignatureRequest | undefined> {
  return db
    .selectFrom('signature_request')
    .selectAll()
    .where('client_id', '=', client)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function findRequestBy(
  db: Db,
  by: 'token' | 'view_token',
  value: string,
): Promise<SignatureRequest | undefined> {
  return db.selectFrom('signature_request').selectAll().where(by, '=', value).executeTakeFirst();
}

export async function documentsOf(db: Db, request: string): Promise<StoredDocument[]> {
  return db.selectFrom('document').selectAll().where('request_id', '=', request).orderBy('position').execute();
}

/** The request now belongs to this person; true when it does, also if it did before. */
export async function claimRequest(db: Db, id: string, account: string): Promise<boolean> {
  const result = await db
    .updateTable('signature_request')
    .set({ account_id: account })
    .where('id', '=', id)
    .where((e) => e.or([e('account_id', 'is', null), e('account_id', '=', account)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Freezes what will be signed. True for the one call that did; whoever comes second reads what the first has frozen. */
export async function freezeRequest(
  db: Db,
  id: string,
  credential: string,
  prepared: readonly unknown[],
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const result = await tx
      .updateTable('signature_request')
      .set({ state: 'prepared', credential_id: credential })
      .where('id', '=', id)
      .where('state', '=', 'created')
      .executeTakeFirst();
    if (result.numUpdatedRows !== 1n) return false;
    for (const [position, state] of prepared.entries()) {
      await tx
        .updateTable('document')
        .set({ prepared: JSON.stringify(state) })
        .where('request_id', '=', id)
        .where('position', '=', position)
        .execute();
    }
    return true;
  });
}

/** A new challenge is a new attempt with call ids of its own. Undefined when the request is not waiting for an approval. */
export async function beginAttempt(db: Db, id: string, chal: string): Promise<number | undefined> {
  const row = await db
    .updateTable('signature_request')
    .set({ chal, attempt: sql`attempt + 1` })
    .where('id', '=', id)
    .where('state', '=', 'prepared')
    .returning('attempt')
    .executeTakeFirst();
  return row?.attempt;
}

/** True for the one call that ends it. */
export async function endRequest(db: Db, id: string, state: 'signed' | 'refused'): Promise<boolean> {
  const result = await db
    .updateTable('signature_request')
    .set({ state })
    .where('id', '=', id)
    .where('state', 'in', ['created', 'prepared'])
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface Reply {
  readonly digest: Uint8Array;
  readonly status: number;
  readonly body: unknown;
}

/** The reply an `Idempotency-Key` got before, if any. */
export async function findReply(db: Db, client: string, key: string): Promise<Reply | undefined> {
  return db
    .selectFrom('idempotency')
    .select(['digest', 'status', 'body'])
    .where('client_id', '=', client)
    .where('key', '=', key)
    .executeTakeFirst();
}

export async function keepReply(db: Db, client: string, key: string, reply: Reply): Promise<void> {
  const row = { client_id: client, key, digest: reply.digest, status: reply.status, body: JSON.stringify(reply.body) };
  await db
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

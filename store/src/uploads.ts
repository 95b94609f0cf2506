/** What comes in before there is a request for it: begun, complete, used once; overdue at its time whatever became of it. */
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { Schema, UploadTable } from './schema.ts';

type Db = Kysely<Schema>;
export type Upload = Selectable<UploadTable>;
/** `size` is the most that may come. */
export type NewUpload = Omit<Insertable<UploadTable>, 'sha256' | 'used_by'>;

/** Of one client, at one time: uploads that are not used yet, and their octets together. */
export interface UploadLimits {
  readonly count: number;
  readonly octets: number;
}

/** False when the client would then have more than its limits; the limits may be passed by as many as begin at once. */
export async function beginUpload(db: Db, upload: NewUpload, limits: UploadLimits): Promise<boolean> {
  const { id, client_id, document_key, size, created_at, expires_at } = upload;
  const { rows } = await sql`insert into upload (id, client_id, document_key, size, created_at, expires_at)
    select ${id}, ${client_id}, ${document_key}::bytea, ${size}::bigint, ${created_at}::timestamptz, ${expires_at}::timestamptz
    where (select count(*) < ${limits.count}::bigint and coalesce(sum(size), 0) + ${size}::bigint <= ${limits.octets}::bigint
      from upload where client_id = ${client_id} and used_by is null and expires_at > ${created_at}::timestamptz)
    returning id`.execute(db);
  return rows.length === 1;
}

/** It is all here, and may be used by a request. False when its time was over before. */
export async function completeUpload(db: Db, id: string, size: number, sha256: string, now: Date): Promise<boolean> {
  const update = db.updateTable('upload').set({ size, sha256 }).where('id', '=', id).where('sha256', 'is', null);
  return (await update.where('expires_at', '>', now).executeTakeFirst()).numUpdatedRows === 1n;
}

/** Only a complete one of this client; somebody else's is as if there were none. */
export async function findUpload(db: Db, client: string, id: string): Promise<Upload | undefined> {
  const query = db.selectFrom('upload').selectAll().where('client_id', '=', client).where('id', '=', id);
  return query.where('sha256', 'is not', null).executeTakeFirst();
}

/**
 * To be called in the transaction that makes the request: true when every one of these was here, the client's and not used
 * yet, and is used now, its key forgotten. All or none: when it is false the transaction must not go on.
 */
export async function spendUploads(
  db: Db,
  client: string,
  ids: readonly string[],
  request: string,
  now: Date,
): Promise<boolean> {
  if (ids.length === 0) return true;
  const used = db.updateTable('upload').set({ used_by: request, document_key: new Uint8Array(0) });
  const own = used.where('client_id', '=', client).where('id', 'in', ids);
  const free = own.where('used_by', 'is', null).where('sha256', 'is not', null).where('expires_at', '>', now);
  return (await free.executeTakeFirst()).numUpdatedRows === BigInt(ids.length);
}

/** What came in under this id belongs to a request from now on, in the transaction that makes it. False when its time was over. */
export async function takeOver(db: Db, id: string, now: Date): Promise<boolean> {
  const own = db.deleteFrom('upload').where('id', '=', id).where('sha256', 'is', null);
  return (await own.where('expires_at', '>', now).executeTakeFirst()).numDeletedRows === 1n;
}

/** Whether it is complete, or became a request's: what is neither is nobody's, also when its row is gone. */
export async function isKept(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`select
    exists (select from upload where id = ${id} and sha256 is not null)
    or exists (select from signature_request where id = ${id}) as kept`.execute(db);
  return rows[0]?.kept === true;
}

export async function overdueUploads(db: Db, now: Date, limit: number): Promise<readonly string[]> {
  const query = db.selectFrom('upload').select('id').where('expires_at', '<=', now);
  return (await query.limit(limit).execute()).map(({ id }) => id);
}

/** After its octets are gone. */
export async function removeUpload(db: Db, id: string): Promise<void> {
  await db.deleteFrom('upload').where('id', '=', id).execute();
}

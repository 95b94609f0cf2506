/** The reply of a request that carried an `Idempotency-Key`: reserved before the work, kept after it, repeated for a day. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export interface Reply {
  readonly digest: Uint8Array;
  /** 0 while the first request is still being worked on. */
  readonly status: number;
  readonly body: unknown;
}

/** Undefined for the one caller who may do the work; everybody else gets what the first one has, or reserved. */
export async function reserveReply(
  db: Db,
  client: string,
  key: string,
  digest: Uint8Array,
  now: Date,
): Promise<Reply | undefined> {
  await forgetOld(db, client, key, now);
  const row = { client_id: client, key, digest, status: 0, body: 'null', created_at: now };
  const insert = db.insertInto('idempotency').values(row);
  const done = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  if (done.numInsertedOrUpdatedRows === 1n) return undefined;
  const query = db.selectFrom('idempotency').select(['digest', 'status', 'body']);
  const first = await query.where('client_id', '=', client).where('key', '=', key).executeTakeFirst();
  // Released in between: whoever works without a reservation works twice.
  return first ?? reserveReply(db, client, key, digest, now);
}

/** What no request can ask for any more. */
export async function forgetReplies(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('created_at', '<', dayBefore(now)).execute();
}

const day = 86_400_000;
/** For how long a key stays reserved unless that is renewed. */
export const reservedFor = 60_000;

// A reservation whose process died, so that nobody renews it, is free again after a minute.
async function forgetOld(db: Db, client: string, key: string, now: Date): Promise<void> {
  await sql`delete from idempotency where client_id = ${client} and key = ${key}
    and (created_at < ${dayBefore(now)} or (status = 0 and created_at < ${new Date(now.getTime() - reservedFor)}))`.execute(
    db,
  );
}

function dayBefore(now: Date): Date {
  return new Date(now.getTime() - day);
}

/** The work goes on: its reservation counts from `now` on. */
export async function renewReply(db: Db, client: string, key: string, now: Date): Promise<void> {
  const reserved = db.updateTable('idempotency').set({ created_at: now }).where('client_id', '=', client);
  await reserved.where('key', '=', key).where('status', '=', 0).execute();
}

export async function keepReply(db: Db, client: string, key: string, status: number, body: unknown): Promise<void> {
  const update = db.updateTable('idempotency').set({ status, body: JSON.stringify(body) });
  await update.where('client_id', '=', client).where('key', '=', key).where('status', '=', 0).execute();
}

/** The work failed: the same key may be tried again. */
export async function releaseReply(db: Db, client: string, key: string): Promise<void> {
  const reserved = db.deleteFrom('idempotency').where('client_id', '=', client).where('key', '=', key);
  await reserved.where('status', '=', 0).execute();
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table signature_request add column one_time jsonb',
  'alter table credential add column request_id text',
  'create unique index credential_request on credential (request_id) where request_id is not null',
];

/** A request may have a key of its own: what kind is wanted, and whose the credential is that came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  // Without sha256 it is still coming in; with used_by it was taken on.
  `create table upload (id text primary key, client_id text not null, document_key bytea not null, size bigint not null,
     sha256 text, used_by text, created_at timestamptz not null, expires_at timestamptz not null)`,
  'create index upload_client on upload (client_id, expires_at)',
  'create index upload_expiry on upload (expires_at)',
];

/** What comes in before there is a request for it: known by its row, so that nothing of it stays unnoticed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

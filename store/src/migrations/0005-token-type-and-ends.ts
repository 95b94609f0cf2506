import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table credential_authorization add column token_type text not null default 'SAD'
     check (token_type in ('SAD','Bearer'))`,
  'create index credential_authorization_created on credential_authorization (created_at)',
  'create index session_expiry on session (expires_at)',
];

/** An application of CSC v2 is given a bearer token for an approval; and what is over is found without reading what lives. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  `create table csc_answer (
     id bytea primary key,
     client_id text not null, account_id text,
     sealed bytea,
     expires_at timestamptz not null)`,
  'create index csc_answer_expires_at on csc_answer (expires_at)',
];

/** Answers of CSC that are fetched later, each under the digest of its id and sealed by it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

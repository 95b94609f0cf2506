import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table signature_request add column level text not null default 'B-B'`,
  `alter table signature_request add column when_unavailable text not null default 'fail'`,
  'alter table document add column level text',
];

/** A request says which baseline level its signatures are to have; a document, which one it reached. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

/** Which purposes and which kinds of factors there are is the program's to say: a new one is no new shape of a table. */
const statements = [
  `alter table challenge drop constraint if exists challenge_purpose_check`,
  `alter table factor drop constraint if exists factor_kind_check`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table key add column until timestamptz',
  'create index key_until on key (until) where until is not null',
];

/** Keys for one signature are found when their time is over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

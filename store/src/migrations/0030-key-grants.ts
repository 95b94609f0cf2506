import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table errand add column grant_id text, add column redeemed_at timestamptz',
  'create unique index errand_grant on errand (grant_id) where grant_id is not null',
];

/** What a person approved for an application over OAuth lies under the grant of its token, and is handed over once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table service_group add column branding jsonb',
  'alter table service_group add column logo bytea',
];

/** How the pages of a group look. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

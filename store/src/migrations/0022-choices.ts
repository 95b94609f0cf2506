import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table signature_request add column choices jsonb',
  'alter table document add column optional boolean not null default false',
  'alter table document add column choose_place boolean not null default false',
  'alter table document add column dropped boolean not null default false',
];

/** What a request leaves open for the person, and what she chose before anything was frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

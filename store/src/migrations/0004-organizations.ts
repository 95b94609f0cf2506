import { type Kysely, sql } from 'kysely';

/** An account may be an organisation, known by its id at the SAM; there is one account of each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table account add column organization text unique`.execute(db);
}

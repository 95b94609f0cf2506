import { type Kysely, sql } from 'kysely';

const statements = [
  'create index signature_request_account on signature_request (account_id, client_id) where account_id is not null',
];

/** Whom an application has asked to sign is found without reading what else it asked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

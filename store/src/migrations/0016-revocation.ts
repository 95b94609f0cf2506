import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table credential add column revocation text check (revocation in ('good','suspended','revoked'))`,
  'alter table credential add column revocation_seen timestamptz',
  'create index credential_certificate on credential using hash ((chain ->> 0))',
];

/** What the authority of a credential's certificate last said of it, and when; found by the certificate. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table errand drop constraint errand_kind_check',
  `alter table errand add constraint errand_kind_check
     check (kind in ('enrol','key.create','key.delete','factor.change'))`,
  'create index errand_credential on errand (credential_id) where credential_id is not null',
  "create index errand_open_deletion on errand (account_id) where kind = 'key.delete' and state = 'open'",
  'alter table credential drop constraint credential_status_check',
  `alter table credential add constraint credential_status_check check (status in ('active','disabled','destroyed'))`,
  'create index signature_request_credential on signature_request (credential_id) where credential_id is not null',
];

/** A signer may be asked to have a key destroyed, and to change what she approves with; of a destroyed key the row stays. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

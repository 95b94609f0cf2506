import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table signature_request drop constraint signature_request_state_check',
  `alter table signature_request add constraint signature_request_state_check
     check (state in ('created','prepared','signing','signed','refused','cancelled','expired','failed'))`,
  'alter table signature_request add column lease timestamptz',
  'alter table signature_request add column reason text',
  'alter table signature_request add column location text',
  'alter table signature_request add column failure text',
  'create index signature_request_client on signature_request (client_id, created_at)',
  'create index signature_request_expiry on signature_request (expires_at) where length(document_key) > 0',
  'alter table errand add column request_id text',
  `create table event (id text primary key, at timestamptz not null, kind text not null, client_id text, account_id text,
     object text, detail jsonb not null)`,
  'create index event_object on event (object) where object is not null',
];

/** A signature is made under a lease, ends in more ways than two, and what happened is written beside the change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

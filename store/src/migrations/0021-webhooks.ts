import { type Kysely, sql } from 'kysely';

const statements = [
  `create table webhook (
     id text primary key,
     client_id text not null references client (client_id) on delete cascade,
     url text not null, events jsonb not null,
     secret bytea not null, previous_secret bytea, previous_until timestamptz,
     leased_until timestamptz, created_at timestamptz not null)`,
  'create index webhook_client on webhook (client_id)',
  `create table delivery (
     webhook_id text not null references webhook (id) on delete cascade,
     event_id text not null references event (id) on delete cascade,
     at timestamptz not null,
     state text not null check (state in ('waiting','delivered','failed')),
     tries integer not null default 0, due timestamptz not null,
     last_at timestamptz, last_status integer, last_error text,
     primary key (webhook_id, event_id))`,
  "create index delivery_due on delivery (webhook_id, due) where state = 'waiting'",
  'create index delivery_at on delivery (at)',
  `create index signature_request_asked on signature_request (client_id)
     where state in ('prepared','signing') and chal is not null`,
];

/** Where applications are told of what becomes of their requests, and what is to be told there: written beside what happened. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'create table service_group (id text primary key, name text not null)',
  'create table service_provider (id text primary key, group_id text not null references service_group, name text not null)',
  'create table client (client_id text primary key, provider_id text not null references service_provider, metadata jsonb not null)',
  `create table idp (group_id text not null references service_group, issuer text not null, client_id text not null,
     client_secret text, label text not null, primary key (group_id, issuer))`,
  `create table ca (id text primary key, group_id text not null references service_group, type text not null, url text not null, token text not null)`,
  `create table account (id text primary key, name text not null, status text not null check (status in ('active','suspended')),
     signer text unique, login text unique, password jsonb, failed_logins integer not null default 0, locked_until timestamptz)`,
  `create table federated_identity (issuer text not null, subject text not null, account_id text not null references account, primary key (issuer, subject))`,
  `create table session (token_hash bytea primary key, account_id text not null references account, auth_time timestamptz not null,
     acr text, expires_at timestamptz not null)`,
  `create table oidc_artifact (model text not null, id text not null, payload jsonb not null, grant_id text, uid text,
     expires_at timestamptz, consumed_at timestamptz, primary key (model, id))`,
  'create index oidc_artifact_grant on oidc_artifact (grant_id) where grant_id is not null',
  'create index oidc_artifact_uid on oidc_artifact (uid) where uid is not null',
  `create table credential (id text primary key, account_id text not null references account, key text not null unique,
     scal integer not null, algorithm jsonb not null, chain jsonb not null, status text not null check (status in ('active','disabled')),
     created_at timestamptz not null default now())`,
  'create index credential_account on credential (account_id)',
  `create table errand (id text primary key, token text not null unique, kind text not null check (kind in ('enrol','key.create')),
     account_id text not null references account, client_id text not null, parameters jsonb not null, chal text,
     state text not null check (state in ('open','done','refused')), credential_id text, return_url text, expires_at timestamptz not null)`,
  `create table signature_request (id text primary key, token text not null unique, view_token text not null unique, client_id text not null,
     account_id text references account, credential_id text references credential, redirect_uri text,
     state text not null check (state in ('created','prepared','signed','refused')), attempt integer not null default 0, chal text,
     document_key bytea not null, created_at timestamptz not null default now(), expires_at timestamptz not null)`,
  `create table document (request_id text not null references signature_request on delete cascade, position integer not null, name text not null,
     size bigint not null, sha256 text not null, prepared jsonb, primary key (request_id, position))`,
  `create table idempotency (client_id text not null, key text not null, digest bytea not null, status integer not null, body jsonb not null,
     created_at timestamptz not null default now(), primary key (client_id, key))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

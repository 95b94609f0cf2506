import { type Kysely, sql } from 'kysely';

const statements = [
  `create table credential_authorization (uid text primary key, account_id text not null references account, client_id text not null,
     credential_id text not null, chal text not null, grant_id text unique, sad text, sad_expires_at timestamptz,
     created_at timestamptz not null default now())`,
  `alter table session add column amr jsonb not null default '[]'`,
  'alter table idp add column acr text',
  'create index oidc_artifact_expiry on oidc_artifact (expires_at)',
  'create index federated_identity_account on federated_identity (account_id)',
  // A client's secret is compared, never shown again: its digest is enough (see secretDigest).
  `update client set metadata = metadata || jsonb_build_object('client_secret',
     rtrim(translate(encode(sha256(convert_to(metadata->>'client_secret', 'UTF8')), 'base64'), '+/', '-_'), '='))
     where metadata->>'client_secret' is not null`,
];

/** Signatures authorized over OAuth, what a login proved, and no secret of a client in the clear. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

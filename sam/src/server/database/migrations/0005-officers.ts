import { type Kysely, sql } from 'kysely';

const statements = [
  `create table officer (
    officer text primary key, name text not null, roles text not null, certificate bytea not null,
    certificate_sha256 bytea not null unique, key text not null, key_sha256 bytea not null unique,
    state text not null check (state in ('active', 'removed')), version integer not null,
    mac bytea not null, fails integer not null default 0, locked_until timestamptz)`,
  `create table operation (
    op text primary key, type text not null, params text not null, requested_by text not null, reason text not null,
    needed integer not null, epoch bigint not null, created timestamptz not null, exp timestamptz not null, mac bytea not null,
    state text not null check (state in ('open', 'executed', 'withdrawn')), ended timestamptz)`,
  `create table approval (
    op text not null, officer text not null, proof text not null, at timestamptz not null,
    primary key (op, officer))`,
];

/** Privileged users, what they ask for, and what they have signed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

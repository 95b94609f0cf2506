import { type Kysely, sql } from 'kysely';

/**
 * Which purposes and which kinds of factors there are is the program's to say: a new one is no new shape of a table. `otp` is the
 * live code of a challenge, `message` what was sent where (a MAC stands for the address), for the limits; `prompt` what the signer's
 * devices were asked.
 */
const statements = [
  `alter table challenge drop constraint if exists challenge_purpose_check`,
  `alter table factor drop constraint if exists factor_kind_check`,
  `create table otp (
    signer text not null, chal text not null, verifier bytea not null, exp timestamptz not null,
    tries integer not null default 0, created timestamptz not null,
    primary key (signer, chal))`,
  `create table message (
    signer text not null, address bytea not null, sent timestamptz not null, chal text not null,
    primary key (signer, address, sent, chal))`,
  `create table prompt (
    signer text not null, chal text not null, sent timestamptz not null,
    state text not null check (state in ('sent', 'approved', 'denied')),
    primary key (signer, chal))`,
  `create index message_by_address on message (address, sent)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

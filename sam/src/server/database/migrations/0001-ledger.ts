import { type Kysely, sql } from 'kysely';

const statements = [
  `create table signer (
    signer text primary key, account text not null, issuer text not null, subject text not null,
    identity text not null, state text not null check (state in ('active', 'suspended')),
    created timestamptz not null, mac bytea not null,
    unique (issuer, subject))`,
  `create table factor (
    signer text not null, factor text not null, kind text not null check (kind in ('webauthn', 'pin')),
    key text, data text not null, created timestamptz not null, mac bytea not null,
    counter bigint not null default 0, fails integer not null default 0, series integer not null default 0,
    locked_until timestamptz,
    primary key (signer, factor))`,
  `create index factor_by_id on factor (factor)`,
  `create table key (
    signer text not null, key text not null, header bytea not null, blob bytea, record_mac bytea not null,
    spki bytea not null, csr bytea, chain text, version bigint not null, created timestamptz not null, mac bytea not null,
    primary key (signer, key))`,
  `create index key_by_id on key (key)`,
  `create table challenge (
    signer text not null, chal text not null, bearer text not null, client text not null,
    purpose text not null check (purpose in ('enrol', 'key.create', 'sign')), epoch bigint not null,
    ih bytea not null, intent text not null, pin text, peer text not null,
    exp timestamptz not null, created timestamptz not null, mac bytea not null,
    state text not null check (state in ('open', 'activated', 'refused', 'cancelled')),
    sad_hash bytea, sad_exp timestamptz, evidence text, activation_mac bytea,
    primary key (signer, chal))`,
  `create index challenge_by_id on challenge (chal)`,
  `create index challenge_open on challenge (bearer) where state = 'open'`,
  `create table slot (
    signer text not null, chal text not null, i integer not null, hash bytea,
    state text not null check (state in ('free', 'spent')), call_id text, place integer, request_digest bytea,
    result bytea, spent_at timestamptz,
    primary key (signer, chal, i))`,
  `create table trust (kind text not null, id text not null, data text not null, mac bytea not null, primary key (kind, id))`,
  `create table epoch (id integer primary key check (id = 1), epoch bigint not null, mac bytea not null)`,
  `create table audit (chain text not null, seq bigint not null, record text not null, h bytea not null, primary key (chain, seq))`,
];

/** The ledger: primary keys start with the signer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

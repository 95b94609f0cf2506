import { type Kysely, sql } from 'kysely';

const statements = [
  `create table checkpoint (
    cp bigint primary key, ts timestamptz not null, jws text not null, token bytea, stamped timestamptz)`,
  `create table checkpoint_head (
    chain text not null, seq bigint not null, cp bigint not null, primary key (chain, seq))`,
  `create index audit_evident on audit (substring(record from '.*"object":"([^"]+)"'))
    where record ~ '"ev":"(CERT_BOUND|CHALLENGE_ACTIVATED|KEY_GENERATED|PIN_AUTHORIZED|SIGN_OK)"'`,
];

/** Signed checkpoints, which of them covers a record, and where the log has the evidence of a signature. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  `create table pooled_key (
    id text primary key, algorithm text not null, scal integer not null, generation integer not null, epoch bigint not null,
    header bytea not null, blob bytea not null, record_mac bytea not null, spki bytea not null,
    created timestamptz not null, mac bytea not null)`,
  'create index pooled_key_fit on pooled_key (algorithm, scal, created)',
  'create unique index key_of_one_public_key on key (sha256(spki))',
];

/** Keys made ahead, which are nobody's; and no two keys with one public key, whatever becomes of a row here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

/** Of a signer, sealed where it is said: what was asked of her before `since` is over, and until `rests_until` her keys of SCAL2 rest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['since', 'rests_until'])
    await sql.raw(`alter table signer add column ${column} timestamptz`).execute(db);
}

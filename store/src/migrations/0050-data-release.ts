import { type Kysely, sql } from 'kysely';

const statements = [
  `create table data_release (account_id text not null references account, client_id text not null references client on delete cascade,
     claim text not null, released boolean not null, at timestamptz not null, primary key (account_id, client_id, claim))`,
  'create index data_release_client on data_release (client_id)',
];

/** What a person lets an application know of her, and what she does not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from 'kysely';

/** A group has time-stamping authorities, asked in the order they were connected in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table tsa (
    group_id text not null references service_group (id),
    id text not null,
    url text not null,
    policy text,
    user_name text,
    password text,
    roots jsonb not null,
    primary key (group_id, id))`.execute(db);
}

import { type Kysely, sql } from 'kysely';

const statements = [
  'create table rate (bucket text primary key, minute bigint not null, n bigint not null)',
  'create index rate_minute on rate (minute)',
  `create table usage (
     provider_id text not null references service_provider (id) on delete cascade,
     day date not null, operation text not null, result text not null, n bigint not null,
     primary key (provider_id, day, operation, result))`,
  'alter table service_provider add column quota jsonb',
];

/** How often somebody asked in a minute; what each service provider used on a day, and the most it may. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What a service provider used: how often an operation had a result, day by day (UTC). */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export interface Usage {
  readonly provider: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly operation: string;
  readonly result: string;
  readonly n: number;
}

/** Taken of a quota, before anything is known of the result. */
const taken = 'taken';

/** Many in one statement, on any number of nodes. */
export async function addUsage(db: Db, usages: readonly Usage[]): Promise<void> {
  await sql`
    insert into usage (provider_id, day, operation, result, n)
    select provider, day, operation, result, n from jsonb_to_recordset(${JSON.stringify(usages)}::jsonb)
      as used (provider text, day date, operation text, result text, n bigint)
    where exists (select from service_provider where id = provider)
    on conflict (provider_id, day, operation, result) do update set n = usage.n + excluded.n`.execute(db);
}

/** One of the `most` that a day allows; false when all are taken. One statement decides, however many ask at once. */
export async function takeQuota(
  db: Db,
  { provider, day, operation }: Omit<Usage, 'result' | 'n'>,
  most: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into usage (provider_id, day, operation, result, n)
    select ${provider}, ${day}::date, ${operation}, ${taken}, 1 where ${most}::int > 0
    on conflict (provider_id, day, operation, result) do update set n = usage.n + 1 where usage.n < ${most}`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** From the first day to the last, one provider's or everybody's. */
export async function usageBetween(db: Db, from: string, to: string, provider?: string): Promise<Usage[]> {
  const { rows } = await sql<Usage>`
    select provider_id as provider, to_char(day, 'YYYY-MM-DD') as day, operation, result, n from usage
    where day between ${from}::date and ${to}::date and result <> ${taken}
      and (${provider ?? null}::text is null or provider_id = ${provider ?? null})
    order by usage.day, provider_id, operation, result`.execute(db);
  return rows;
}

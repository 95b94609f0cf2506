/** How often somebody may ask in a minute, on all nodes together. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Takes a piece of what `bucket` may have in this minute (the database's): the seconds that it is good for, or undefined when `limit` would be
 * passed. One statement decides, however many nodes ask at once.
 */
export async function takeRate(
  db: Kysely<Schema>,
  bucket: string,
  { piece, limit }: { readonly piece: number; readonly limit: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ left: number }>`
    insert into rate (bucket, minute, n) values (${bucket}, floor(extract(epoch from now()) / 60)::bigint, ${piece})
    on conflict (bucket) do update set
      n = case when rate.minute < excluded.minute then excluded.n else rate.n + excluded.n end,
      minute = greatest(rate.minute, excluded.minute)
    where rate.minute < excluded.minute or rate.n + excluded.n <= ${limit}
    returning (60 - floor(extract(epoch from now()))::bigint % 60)::int as left`.execute(db);
  return rows[0]?.left;
}

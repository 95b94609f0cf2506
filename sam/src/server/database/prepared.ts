import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/**
 * Statements that come again are parsed and planned once in each connection. Those with lists are written in as many ways as lists are
 * long: what comes after the first few hundred, or is long, is sent as it is.
 */
const most = 300;
const longest = 2_000;

/** SQLSTATE of a statement whose table has another shape than when it was prepared: another node has migrated. */
export const outdated = '0A000';

/** The connections of a pool, whose statements are prepared. One that has an outdated statement is not kept. */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known !== undefined || names.size === most || text.length > longest) return known;
    const name = `c${names.size}`;
    names.set(text, name);
    return name;
  };
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    let old = false;
    const query = async (text: string, given: readonly unknown[]) => {
      const asItIs = { text, values: [...given] };
      const name = given.length === 0 ? undefined : nameOf(text);
      return await client.query(name === undefined ? asItIs : { ...asItIs, name }).catch((error) => {
        if (error.code !== outdated) throw error;
        old = true;
        // Within a transaction, which is over then, whoever runs it runs it again.
        return client.query(asItIs).catch(() => Promise.reject(error));
      });
    };
    const release = (destroy?: boolean) => client.release(destroy === true || old);
    return { query: query as unknown as PostgresPoolClient['query'], release };
  };
  return { connect, end: () => pool.end(), options: pool.options };
}

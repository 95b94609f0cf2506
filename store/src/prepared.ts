/** Statements that come again are parsed and planned once in each connection: before each call stand the same few. */
import type pg from 'pg';

// Those with lists are written in as many ways as lists are long: what comes after the first few hundred, or is long, is sent as it is.
const most = 300;
const longest = 4_000;

/** SQLSTATE of a statement whose table has another shape than when it was prepared: another node has migrated. */
const outdated = '0A000';

export type Query = (client: pg.PoolClient, text: string, values: readonly unknown[]) => Promise<pg.QueryResult>;

/** Asks as prepared where that is worth it. `onOutdated` is told of a connection that should not be kept. */
export function preparing(onOutdated: (client: pg.PoolClient) => void): Query {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known !== undefined || names.size === most || text.length > longest) return known;
    const name = `c${names.size}`;
    names.set(text, name);
    return name;
  };
  return async (client, text, given) => {
    const asItIs = { text, values: [...given] };
    const name = given.length === 0 ? undefined : nameOf(text);
    return await client.query(name === undefined ? asItIs : { ...asItIs, name }).catch((error) => {
      if (error.code !== outdated) throw error;
      onOutdated(client);
      // Within a transaction, which is over then, this is refused as well, and whoever runs it runs it again.
      return client.query(asItIs).catch(() => Promise.reject(error));
    });
  };
}

/** What a person lets an application know of her: each claim that she was asked about, and her word on it. */
import { type Kysely, sql } from 'kysely';
import { recordEvent } from './events.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export interface DataDecision {
  readonly account: string;
  readonly client: string;
  /** By claim, whether it is released. */
  readonly decided: ReadonlyMap<string, boolean>;
}

export async function dataDecided(db: Db, account: string, client: string): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db
    .selectFrom('data_release')
    .select(['claim', 'released'])
    .where('account_id', '=', account)
    .where('client_id', '=', client)
    .execute();
  return new Map(rows.map(({ claim, released }) => [claim, released]));
}

/** Her last word counts; what she was not asked about now stays as it was. */
export async function keepDataDecision(db: Db, { account, client, decided }: DataDecision, at: Date): Promise<void> {
  const rows = [...decided].map(([claim, released]) => ({
    ...{ account_id: account, client_id: client, claim, released, at },
  }));
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('data_release')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['account_id', 'client_id', 'claim']).doUpdateSet({
          released: sql`excluded.released`,
          at: sql`excluded.at`,
        }),
      )
      .execute();
    await recordEvent(trx, { kind: 'data.decided', at, client, account, detail: Object.fromEntries(decided) });
  });
}

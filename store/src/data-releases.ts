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

/** What stands for one application. */
export interface StandingRelease {
  readonly client: string;
  /** Of the service provider, as people read it. */
  readonly name: string;
  readonly claims: readonly string[];
}

/** Everything she lets be known now, by application. */
export async function standingReleases(db: Db, account: string): Promise<readonly StandingRelease[]> {
  const rows = await db
    .selectFrom('data_release')
    .innerJoin('client', 'client.client_id', 'data_release.client_id')
    .innerJoin('service_provider', 'service_provider.id', 'client.provider_id')
    .select(['data_release.client_id', 'claim', 'service_provider.name'])
    .where('account_id', '=', account)
    .where('released', '=', true)
    .orderBy('service_provider.name')
    .orderBy('claim')
    .execute();
  return [...Map.groupBy(rows, (row) => row.client_id)].map(([client, its]) => ({
    client,
    name: its[0]?.name ?? '',
    claims: its.map(({ claim }) => claim),
  }));
}

/** All of it, for one application; false where nothing stood. */
export async function takeDataBack(db: Db, account: string, client: string, at: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const taken = await trx
      .updateTable('data_release')
      .set({ released: false, at })
      .where('account_id', '=', account)
      .where('client_id', '=', client)
      .where('released', '=', true)
      .returning('claim')
      .execute();
    if (taken.length === 0) return false;
    const detail = Object.fromEntries(taken.map(({ claim }) => [claim, false]));
    await recordEvent(trx, { kind: 'data.decided', at, client, account, detail });
    return true;
  });
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

/** A SAM on PostgreSQL with as many stored keys as are wanted. */
import pg from 'pg';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { Bench, type Person } from '../../sam/src/server/testing/bench.ts';
import { testIdp } from '../../sam/src/server/testing/identity-provider.ts';

export interface FullSam {
  readonly bench: Bench;
  readonly url: string;
  /** Of these each is what its signer approved, anywhere among the stored ones. */
  readonly keys: readonly { readonly person: Person; readonly key: string }[];
}

const genuine = 200;
const persons = 20;

/**
 * Two hundred keys of twenty signers are made as keys are made. The other rows are theirs under other names, and all of them lie in
 * random order: a statement finds a row among them as it finds one among keys that people have.
 */
export async function fillSam(folder: string, url: string, size: number): Promise<FullSam> {
  await migrateSam({ url });
  const bench = new Bench(await testIdp(), folder, { url });
  await bench.start();
  const people: Person[] = [];
  while (people.length < persons) people.push(await bench.enrol());
  const keys: { person: Person; key: string }[] = [];
  while (keys.length < genuine) {
    const person = people[keys.length % persons]!;
    keys.push({ person, key: await bench.key(person) });
  }
  await multiply(url, size / genuine);
  return { bench, url, keys };
}

const names = {
  signer: ['signer', 'account', 'subject'],
  factor: ['signer', 'factor'],
  key: ['signer', 'key'],
} as const;

/** Each row so many times, once as it is. */
async function multiply(url: string, times: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set work_mem = '256MB'`);
  for (const [table, columns] of Object.entries(names)) {
    const renamed = columns.map((column) => `'${column}', one.${column} || '-' || copy`).join(', ');
    await client.query(`create temporary table genuine as table "${table}"`);
    await client.query(`truncate "${table}"`);
    await client.query(`insert into "${table}" select stored.* from genuine one cross join generate_series(1, ${times}) copy
      cross join lateral jsonb_populate_record(one, case when copy = 1 then '{}' else jsonb_build_object(${renamed}) end) stored
      order by random()`);
    await client.query('drop table genuine');
    await client.query(`vacuum analyze "${table}"`);
  }
  await client.end();
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { verifyAudit } from '../audit/audit-verification.ts';
import { openDatabase } from '../database/database.ts';
import { Bench, onPostgres } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

const rounds = 4;

onPostgres('two SAMs that start at once on an empty database', (bench) => {
  test(`both work: one writes the first officers and whom they trust, the other finds them; ${rounds} rounds`, async () => {
    await bench().stop();
    for (let round = 0; round < rounds; round++) await startBoth(bench());
    await bench().start();
  });

  test('so they do where no officers are configured, and the file alone says whom to trust', async () => {
    await bench().stop();
    for (let round = 0; round < 1; round++) await startBoth(bench(), []);
    await bench().start();
  });
});

async function startBoth(bench: Bench, list = officers.list): Promise<void> {
  const { database, moduleFolder, config } = bench.options;
  await empty(bench);
  const nodes = [1, 2].map((n) => {
    const node = new Bench(bench.idp, `${moduleFolder}-${n}`, database, moduleFolder);
    const at = (door: string) => ({ socket: `${moduleFolder}-${n}-${door}` });
    const listen = { ssa: at('ssa'), sic: at('sic') };
    node.options = { ...node.options, listen, config: { ...config, officers: list } };
    return node;
  });
  await Promise.all(nodes.map((node) => node.start()));
  const { db } = nodes[0]?.sam ?? assert.fail();
  const names = (await db.selectFrom('officer').select('officer').execute()).map(({ officer }) => officer);
  assert.deepEqual(names.sort(), list.map(({ officer }) => officer).sort());
  const trusted = (await db.selectFrom('trust').select('id').execute()).map(({ id }) => id);
  assert.deepEqual(trusted.sort(), ['*', bench.idp.trusted.issuer]);
  for (const node of nodes) assert.ok((await node.enrol()).signer);
  assert.deepEqual((await verifyAudit(db)).findings, []);
  for (const node of nodes) await node.stop();
}

async function empty({ options }: Bench): Promise<void> {
  const { db, close } = await openDatabase(options.database);
  const tables = [
    'officer',
    'trust',
    'epoch',
    'audit',
    'checkpoint',
    'checkpoint_head',
    'signer',
    'factor',
    'challenge',
  ];
  for (const table of tables) await sql`truncate ${sql.table(table)}`.execute(db);
  await close();
}

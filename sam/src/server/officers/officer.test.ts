import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SamClient } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { checkConfig } from '../config.ts';
import { SamStartError } from '../start-error.ts';
import { type Bench, onEmbedded, refusedWith } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

async function startWithOfficers(bench: Bench): Promise<void> {
  await bench.stop();
  const { listen, config } = bench.options;
  const officer = officers.door();
  bench.options = { ...bench.options, listen: { ...listen, officer }, config: { ...config, officers: officers.list } };
  await bench.start();
}

onEmbedded('the officers', (bench) => {
  before(() => startWithOfficers(bench()));

  test('the first officers stand in the first records of their run, and the log is sound', async () => {
    const { db, audit } = bench().sam;
    const rows = await db
      .selectFrom('audit')
      .select(['seq', 'record'])
      .where('chain', '=', audit.chain)
      .orderBy('seq')
      .execute();
    const first = rows.map(({ record }) => JSON.parse(record) as { ev: string; object?: string });
    assert.equal(first[0]?.ev, 'SAM_STARTED');
    const named = first.filter(({ ev }) => ev === 'OFFICER_SET').map(({ object }) => object);
    assert.deepEqual(
      named,
      officers.list.slice(0, named.length).map(({ officer }) => officer),
    );
    assert.ok(named.length > 0);
    assert.deepEqual((await verifyAudit(db)).findings, []);
  });

  test('G2: one with his certificate and his second factor sees the list', async () => {
    const ada = officers.client('ada');
    const list = await ada.officers();
    await ada.close();
    assert.deepEqual(
      list.map(({ officer, roles, state }) => [officer, ...roles, state]),
      officers.list.map(({ officer, roles }) => [officer, ...roles, 'active']),
    );
  });

  test('G2: without a client certificate nobody comes in, nor with one of nobody here', async () => {
    const plain = new SamClient({ socket: (officers.door() as { socket: string }).socket });
    await assert.rejects(plain.health(), refusedWith('module_unavailable'));
    plain.close();
    await officers.person('stranger', 'operator');
    const stranger = officers.client('stranger');
    await assert.rejects(stranger.officers(), refusedWith('policy'));
    await stranger.close();
  });

  test('G2: the second factor of another is refused', async () => {
    const mixed = officers.client('ada', 'berta');
    await assert.rejects(mixed.officers(), refusedWith('evidence_invalid'));
    await mixed.close();
  });

  test('G4: five wrong second factors lock that officer and nobody else, and the lock ends', async () => {
    for (let i = 0; i < 5; i++) {
      const wrong = officers.client('carl', 'ada');
      await assert.rejects(wrong.officers(), refusedWith('evidence_invalid'));
      await wrong.close();
    }
    const [carl, ada] = [officers.client('carl'), officers.client('ada')];
    await assert.rejects(carl.officers(), refusedWith('factor_locked'));
    assert.ok(await ada.officers());
    for (const client of [carl, ada]) await client.close();
    bench().ahead += 901_000;
    const again = officers.client('carl');
    assert.ok(await again.officers());
    await again.close();
  });

  test('G4: a session ends by itself after ten idle minutes', async () => {
    const ada = officers.client('ada');
    await ada.officers();
    bench().ahead += 590_000;
    await ada.officers();
    bench().ahead += 601_000;
    await assert.rejects(ada.officers(), refusedWith('policy'));
    await ada.close();
  });

  test('an edited role is refused', async () => {
    const { db } = bench().sam;
    await db.updateTable('officer').set({ roles: '["security-officer"]' }).where('officer', '=', 'olga').execute();
    const olga = officers.client('olga');
    await assert.rejects(olga.officers(), refusedWith('policy'));
    await olga.close();
    await db.updateTable('officer').set({ roles: '["operator"]' }).where('officer', '=', 'olga').execute();
  });

  test('from then on the configuration changes neither officers nor whom the SAM trusts', async () => {
    const { config } = bench().options;
    await bench().stop();
    bench().options = { ...bench().options, config: { ...config, officers: [], trust: { idps: [] } } };
    await bench().start();
    assert.ok((await bench().enrol()).signer);
    const ada = officers.client('ada');
    assert.equal((await ada.officers()).length, 6);
    await ada.close();
  });

  test('an emptied list does not bring the first officers back: the SAM does not start', async () => {
    const { db } = bench().sam;
    const rows = await db.selectFrom('officer').selectAll().execute();
    await db.deleteFrom('officer').execute();
    const again = { ...bench().options, listen: { ...bench().options.listen } };
    await bench().stop();
    await assert.rejects(bench().start(), (error) => error instanceof SamStartError && error.code === 'damaged');
    bench().options = again;
    await putBack(bench(), rows);
  });
});

async function putBack(bench: Bench, rows: object[]): Promise<void> {
  const { openDatabase } = await import('../database/database.ts');
  const { db, close } = await openDatabase(bench.options.database);
  await db
    .insertInto('officer')
    .values(rows as never)
    .execute();
  await close();
  await bench.start();
}

test('G1: first officers with roles that must be apart, or too few to decide, are refused', () => {
  const config = {
    aud: 'sam://test',
    rpId: 'sic.localhost',
    rpName: 'T',
    sicOrigin: 'http://sic.localhost:8401',
    trust: { idps: [] },
    allowedReturnOrigins: [],
  };
  const [ada, berta, carl] = ['ada', 'berta', 'carl'].map((name) => officers.get(name));
  assert.ok(ada && berta && carl);
  checkConfig({ ...config, officers: [ada, berta, carl] });
  const wrong = [
    [ada, berta],
    [ada, berta, { ...carl, roles: ['security-officer', 'auditor'] as const }],
    [ada, berta, { ...carl, officer: 'ada' }],
    [ada, berta, { ...carl, certificate: ada.certificate }],
    [ada, berta, { ...carl, certificate: 'AAAA' }],
  ];
  for (const list of wrong) assert.throws(() => checkConfig({ ...config, officers: list }), /config\.officers/);
});

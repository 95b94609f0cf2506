import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readHeader } from '@chancery/crypto-module';
import type { OperationRequest } from '../../client/index.ts';
import { onEmbedded, refusedWith } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';
import { OrderedRewraps } from './ordered-rewraps.ts';

onEmbedded('a rewrap that officers decide', (bench) => {
  let officers: TestOfficers;
  before(async () => {
    officers = await TestOfficers.make();
    await bench().stop();
    const { listen, config } = bench().options;
    const door = { ...listen, officer: officers.door() };
    bench().options = { ...bench().options, listen: door, config: { ...config, officers: officers.list } };
    await bench().start();
    await bench().key(await bench().enrol());
  });
  after(() => officers.remove());

  const rewrap = (generation: number): OperationRequest => ({
    type: 'keys.rewrap',
    params: { scal: 2, generation },
    reason: 'The ceremony of today.',
  });
  const carriedOut = async (): Promise<number | undefined> => {
    await new OrderedRewraps(bench().sam).carryOut();
    const row = await bench().sam.db.selectFrom('key').select('header').executeTakeFirst();
    return row && readHeader(row.header).kekGeneration;
  };

  test('is refused where the module has no such generation, or it is the first', async () => {
    const olga = officers.client('olga');
    await assert.rejects(olga.request(rewrap(2)), refusedWith('key_state'));
    await assert.rejects(olga.request(rewrap(1)), refusedWith('invalid'));
    await olga.close();
  });

  test('happens when two have approved, and not because a row of the database says so', async () => {
    writeFileSync(join(bench().options.moduleFolder, 'kek-2.g2'), randomBytes(32), { mode: 0o600 });
    const [olga, ada, berta] = ['olga', 'ada', 'berta'].map((name) => officers.client(name));
    assert.ok(olga && ada && berta);
    const asked = await olga.request(rewrap(2));
    await ada.approve(asked);
    assert.equal(await carriedOut(), 1);
    const row = bench().sam.db.updateTable('operation').where('op', '=', asked.op);
    await row.set({ state: 'executed', ended: new Date() }).execute();
    assert.equal(await carriedOut(), 1);
    await row.set({ state: 'open', ended: null }).execute();
    assert.equal((await berta.approve(asked)).state, 'executed');
    assert.equal(await carriedOut(), 2);
    for (const client of [olga, ada, berta]) await client.close();
  });
});

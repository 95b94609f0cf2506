import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createGroup, createProvider, openStore, usageBetween } from '@chancery/store';
import { createServer } from '../http/server.ts';
import { SsaError } from '../ssa-error.ts';
import { meteredBearer, meterUsage } from './meter.ts';

// The helper of the whole repository, outside this package's types.
const template = new URL('../../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const folder = mkdtempSync(join(tmpdir(), 'meter-'));
const store = await openStore({ folder: await folderOfDatabase(join(folder, 'db'), 'ssa') });
await createGroup(store.db, { id: 'g', name: 'G' });
for (const id of ['north', 'south', 'limited']) await createProvider(store.db, { id, group_id: 'g', name: id });
after(() => store.close().finally(() => rmSync(folder, { recursive: true, force: true })));

const today = () => new Date().toISOString().slice(0, 10);

/** A node with one operation, which a token of `provider` may ask for `most` times in a day, and which ends as it is told. */
async function node() {
  const app = createServer({ operator: 'Test' });
  meterUsage(app, store);
  const found = async (provider: string) =>
    provider === 'nobody' ? undefined : { provider, ...(provider === 'limited' ? { quota: { work: 2 } } : {}) };
  const bearer = meteredBearer(found, store);
  const operation = { id: 'work' } as never;
  app.get<{ Querystring: { by: string; ends?: string } }>('/work', { config: { operation } }, async ({ query }) => {
    await bearer(query.by);
    // Looking twice is asking once.
    await bearer(query.by);
    if (query.ends === 'refused') throw new SsaError('conflict', 'No.');
    if (query.ends === 'failed') throw new Error('on our side');
    return {};
  });
  app.get<{ Querystring: { by: string } }>('/undescribed', async ({ query }) => ({ found: await bearer(query.by) }));
  return app;
}

test('each operation of a service provider is counted once, by its result, on all nodes; nothing else is', async () => {
  const nodes = [await node(), await node()];
  for (const app of nodes) {
    for (const url of ['by=north', 'by=north&ends=refused', 'by=south&ends=failed', 'by=nobody'])
      await app.inject(`/work?${url}`);
    await app.inject('/undescribed?by=north');
  }
  for (const app of nodes) await app.close();
  const used = (await usageBetween(store.db, today(), today())).map(({ provider, result, n }) => [provider, result, n]);
  assert.deepEqual(used, [
    ['north', 'done', 2],
    ['north', 'refused', 2],
    ['south', 'failed', 2],
  ]);
  assert.equal((await usageBetween(store.db, today(), today(), 'south')).length, 1);
  assert.deepEqual(await usageBetween(store.db, '2020-01-01', '2020-01-02'), []);
});

test('of fifty calls at once on two nodes as many pass as the quota of the day allows', async () => {
  const nodes = [await node(), await node()];
  const calls = Array.from({ length: 50 }, (_, i) => nodes[i % 2]?.inject('/work?by=limited'));
  const answers = await Promise.all(calls);
  assert.equal(answers.filter((answer) => answer?.statusCode === 200).length, 2);
  const refused = answers.find((answer) => answer?.statusCode === 429);
  assert.equal(refused?.json().code, 'quota_exceeded');
  assert.ok(Number(refused?.headers['retry-after']) > 0);
  for (const app of nodes) await app.close();
});

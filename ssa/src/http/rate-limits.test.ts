import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '@chancery/store';
import type { CscDeps } from '../csc/csc-deps.ts';
import { cscRoutes } from '../csc/routes.ts';
import { SsaError } from '../ssa-error.ts';
import { limitAddresses, limitedBearer, rateLimits } from './rate-limits.ts';
import { createServer } from './server.ts';

// The helper of the whole repository, outside this package's types.
const template = new URL('../../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const folder = mkdtempSync(join(tmpdir(), 'rate-limits-'));
const store = await openStore({ folder: await folderOfDatabase(join(folder, 'db'), 'ssa') });
after(() => store.close().finally(() => rmSync(folder, { recursive: true, force: true })));

const none = { address: 0, client: 0, signer: 0 };

/** Away from the end of a minute, where counting begins anew. */
async function withinOneMinute(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 3_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
}

async function outcomes(calls: readonly Promise<void>[]) {
  const settled = await Promise.allSettled(calls);
  const refused = settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason as SsaError);
  return { passed: settled.length - refused.length, refused };
}

for (const limit of [5, 300]) {
  test(`of calls at once on two nodes no more than ${limit} pass; the others are told how long to wait`, async () => {
    await withinOneMinute();
    const nodes = [1, 2].map(() => rateLimits(store, { ...none, client: limit }));
    const calls = Array.from({ length: limit + 20 }, (_, i) => nodes[i % 2]?.client(`c${limit}`) as Promise<void>);
    const { passed, refused } = await outcomes(calls);
    assert.equal(passed + refused.length, limit + 20);
    const leftOnANode = Math.max(1, Math.floor(limit / 100)) - 1;
    assert.ok(passed <= limit && passed >= limit - leftOnANode, `${passed} passed`);
    for (const { code, retryAfter = 0 } of refused) assert.ok(code === 'too_many_requests' && retryAfter > 0);
    await nodes[0]?.client('somebody else');
  });
}

test('a person is counted as such, whatever application asks for her; an application where it speaks for itself', async () => {
  await withinOneMinute();
  const limits = rateLimits(store, { ...none, client: 1, signer: 2 });
  const of = (client: string, account?: string) =>
    limitedBearer(async () => ({ client, ...(account === undefined ? {} : { account }) }), limits)('token');
  await of('one', 'ana');
  await of('two', 'ana');
  await assert.rejects(of('three', 'ana'), SsaError);
  await of('one', 'luis');
  await of('one');
  await assert.rejects(of('one'), SsaError);
  assert.equal(await limitedBearer(async () => undefined, limits)('unknown'), undefined);
});

test('an address that asks too often is refused in the words of the path, with the seconds to wait', async () => {
  await withinOneMinute();
  const app = createServer({ operator: 'Test' });
  limitAddresses(app, rateLimits(store, { ...none, address: 2 }));
  app.get('/api', async () => 'there');
  cscRoutes(app, { info: { languages: ['en-US'], baseUrl: '' } } as unknown as CscDeps);
  const ask = (url: string, remoteAddress: string) => app.inject({ url, remoteAddress });
  const own = '2001:db8::1';
  assert.equal((await ask('/api', own)).statusCode, 200);
  assert.equal((await ask('/csc/v1/info', own)).statusCode, 200);
  const problem = await ask('/api', '2001:db8::2');
  assert.deepEqual([problem.statusCode, problem.json().code], [429, 'too_many_requests']);
  assert.equal(problem.headers['content-type'], 'application/problem+json');
  const csc = await ask('/csc/v1/info', own);
  assert.deepEqual([csc.statusCode, csc.json().error], [429, 'temporarily_unavailable']);
  for (const { headers } of [problem, csc]) assert.match(String(headers['retry-after']), /^[1-9][0-9]?$/);
  assert.equal((await ask('/api', '2001:db8:0:1::1')).statusCode, 200);
  for (let i = 0; i < 5; i++) assert.equal((await ask('/api', '127.0.0.1')).statusCode, 200);
  await app.close();
});

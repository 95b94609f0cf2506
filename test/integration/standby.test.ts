/** Two SAMs on one PostgreSQL with a synchronous standby. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyAudit } from '../../sam/src/server/audit/audit-verification.ts';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { Bench, digest, ecdsa, type Person } from '../../sam/src/server/testing/bench.ts';
import { testIdp } from '../../sam/src/server/testing/identity-provider.ts';
import { lacking } from '../peers.ts';
import { type PostgresPair, startPostgresPair } from '../postgres-pair.ts';

describe('two SAMs on a PostgreSQL with a synchronous standby', { skip: lacking('postgresql') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-standby-'));
  let pair: PostgresPair;
  let [one, two]: [Bench, Bench] = [] as never;
  let person: Person;
  let key: string;

  before(async () => {
    pair = await startPostgresPair();
    const database = { url: pair.url('sam') };
    await migrateSam(database);
    const [idp, module] = [await testIdp(), join(folder, 'module')];
    const node = async (name: string) => {
      const bench = new Bench(idp, mkdtempSync(join(folder, name)), database, module);
      bench.options = {
        ...bench.options,
        listen: { ...bench.options.listen, health: { host: '127.0.0.1', port: 0 } },
      };
      await bench.start();
      return bench;
    };
    [one, two] = [await node('one'), await node('two')];
    person = await one.enrol();
    key = await one.key(person);
  });

  after(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await pair.stop();
    rmSync(folder, { recursive: true });
  });

  async function approved() {
    const hash = digest();
    return { sad: await one.sad(person, key, [hash]), key, scheme: ecdsa, digests: [hash] } as const;
  }

  const failing = async ({ health: { host, port } }: Bench) => {
    const answer = await fetch(`http://${host}:${port}/health/ready`);
    const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean }[] };
    return checks.filter(({ ok }) => !ok).map(({ name }) => name);
  };

  test('without the standby nothing is signed, and both say so; with it the same call is answered', async () => {
    const request = await approved();
    await pair.standbyAway();
    let answered = false;
    const held = one.ssa.sign({ ...request, callId: 'held' }).finally(() => {
      answered = true;
    });
    assert.deepEqual([await failing(one), await failing(two)], [['commit'], ['commit']]);
    assert.equal(answered, false);
    await pair.standbyBack();
    assert.equal((await held).signatures.length, 1);
    while ((await failing(one)).length > 0) await pause(50);
    assert.deepEqual(await failing(two), []);
  });

  test('the leader dies in the middle of a load: no approval makes two signatures, and the standby signs on', async () => {
    const requests: Awaited<ReturnType<typeof approved>>[] = [];
    while (requests.length < 24) requests.push(await approved());
    const early = requests.slice(0, 4);
    const before = await Promise.all(early.map((request, i) => one.ssa.sign({ ...request, callId: `early-${i}` })));
    const outcomes = Promise.allSettled(
      requests.slice(4).map((request, i) => [one, two][i % 2]?.ssa.sign({ ...request, callId: `call-${i}` })),
    );
    await pair.failOver();
    const made = await outcomes;
    while ((await failing(two)).length > 0 || (await failing(one)).length > 0) await pause(50);
    for (const [i, request] of early.entries()) {
      await assert.rejects(two.ssa.sign({ ...request, callId: 'again' }), { code: 'sad_used' });
      assert.deepEqual(await two.ssa.sign({ ...request, callId: `early-${i}` }), before[i]);
    }
    for (const [i, request] of requests.slice(4).entries()) {
      const outcome = made[i];
      const again = two.ssa.sign({ ...request, callId: `other-${i}` });
      if (outcome?.status === 'fulfilled') await assert.rejects(again, { code: 'sad_used' });
      else await again.catch((error) => assert.equal(error.code, 'sad_used'));
    }
    assert.equal((await two.ssa.sign({ ...(await approved()), callId: 'after' })).signatures.length, 1);
    assert.deepEqual((await verifyAudit(two.sam.db)).findings, []);
  });
});

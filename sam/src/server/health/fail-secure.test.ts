import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyAudit } from '../audit/audit-verification.ts';
import { type Bench, digest, ecdsa, onEmbedded, onPostgres, refusedWith } from '../testing/bench.ts';

type Ready = { status: string; checks: { name: string; ok: boolean; since?: string; reason?: string }[] };

/** A bench with a health door, a signer and a way to sign. */
async function opened(bench: Bench) {
  await bench.stop();
  const health = { host: '127.0.0.1', port: 0 };
  bench.options = { ...bench.options, listen: { ...bench.options.listen, health } };
  await bench.start();
  const person = await bench.enrol();
  const key = await bench.key(person);
  let calls = 0;
  const sign = async () => {
    const hash = digest();
    const sad = await bench.sad(person, key, [hash]);
    return bench.ssa.sign({ sad, key, callId: `call-${++calls}`, scheme: ecdsa, digests: [hash] });
  };
  return { sign, person, key };
}

async function ready(bench: Bench): Promise<{ code: number; failing: string[]; body: Ready }> {
  const { host, port } = bench.health;
  const answer = await fetch(`http://${host}:${port}/health/ready`);
  const body = (await answer.json()) as Ready;
  return { code: answer.status, failing: body.checks.filter(({ ok }) => !ok).map(({ name }) => name), body };
}

onEmbedded('fail secure', (bench) => {
  test('test 18: clock step of 10 min: signing stops, says so, and resumes by itself when the step is taken back', async () => {
    const { sign, person, key } = await opened(bench());
    const hash = digest();
    const sad = await bench().sad(person, key, [hash]);
    assert.deepEqual((await ready(bench())).failing, []);
    for (const step of [600_000, -600_000]) {
      bench().stepped = step;
      await assert.rejects(sign(), refusedWith('module_unavailable'));
      await assert.rejects(
        bench().ssa.sign({ sad, key, callId: 'held', scheme: ecdsa, digests: [hash] }),
        refusedWith('module_unavailable'),
      );
      const { code, failing, body } = await ready(bench());
      assert.deepEqual([code, failing], [503, ['clock']]);
      assert.match(body.checks.find(({ name }) => name === 'clock')?.reason ?? '', /stepped by -?600 s/);
      await assert.rejects(bench().ssa.health(), refusedWith('module_unavailable'));
      bench().stepped = 0;
      assert.equal((await ready(bench())).code, 200);
      await sign();
    }
    await bench().ssa.sign({ sad, key, callId: 'held', scheme: ecdsa, digests: [hash] });
    const { db } = bench().sam;
    const records = await db.selectFrom('audit').select('record').where('record', 'like', '%"ev":"SIGNING_%').execute();
    const words = records.map(({ record }) => JSON.parse(record).ev);
    assert.deepEqual(
      words.sort(),
      ['RESUMED', 'RESUMED', 'STOPPED', 'STOPPED'].map((word) => `SIGNING_${word}`),
    );
    assert.deepEqual((await verifyAudit(db)).findings, [], 'no record was written by the wrong time');
  });

  test('a SAM does not start with a clock behind its own log', async () => {
    await bench().stop();
    bench().stepped = -600_000;
    await assert.rejects(bench().start(), /The log goes on to/);
    bench().stepped = 0;
    await bench().start();
  });

  test('an edited epoch and a log that cannot be written are named, and nothing is signed meanwhile', async () => {
    const { sign } = await opened(bench());
    const { db } = bench().sam;
    await db.updateTable('epoch').set({ epoch: 7 }).execute();
    assert.deepEqual((await ready(bench())).failing, ['epoch']);
    await assert.rejects(sign());
    await db.updateTable('epoch').set({ epoch: 1 }).execute();
    await db.schema.alterTable('audit').renameTo('gone').execute();
    assert.deepEqual((await ready(bench())).failing, ['audit']);
    await assert.rejects(sign(), refusedWith('module_unavailable'));
    await db.schema.alterTable('gone').renameTo('audit').execute();
    assert.equal((await ready(bench())).code, 200);
    await sign();
  });

  test('the health door tells of nothing else', async () => {
    const { host, port } = bench().health;
    const status = async (path: string, method = 'GET') =>
      (await fetch(`http://${host}:${port}${path}`, { method })).status;
    assert.deepEqual(
      [await status('/health/live'), await status('/sign'), await status('/health/ready', 'POST')],
      [200, 404, 405],
    );
  });
});

onPostgres('fail secure', (bench) => {
  test('test 7: audit database down: no signatures; back up: signs again', async () => {
    const { sign, person, key } = await opened(bench());
    const hash = digest();
    const sad = await bench().sad(person, key, [hash]);
    const call = { sad, key, callId: 'held', scheme: ecdsa, digests: [hash] } as const;
    await bench().server?.down();
    await assert.rejects(bench().ssa.sign(call), refusedWith('module_unavailable'));
    await assert.rejects(sign(), refusedWith('module_unavailable'));
    const down = await ready(bench());
    assert.equal(down.code, 503);
    assert.ok(down.failing.includes('database') && down.failing.includes('audit'), down.failing.join());
    await bench().server?.up();
    assert.deepEqual((await ready(bench())).failing, []);
    assert.equal((await bench().ssa.sign(call)).signatures.length, 1);
    await sign();
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SamClient } from '../client/index.ts';
import { verifyAudit } from './audit/audit-verification.ts';
import { Bench, digest, ecdsa, onPostgres, refusedWith } from './testing/bench.ts';

onPostgres('two SAMs that a front end asks in turn', (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-pair-'));
  let other: Bench;
  let client: SamClient;
  before(async () => {
    other = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    await other.start();
    client = new SamClient([bench(), other].map(({ options }) => options.listen.ssa));
  });
  after(async () => {
    client.close();
    await other.stop();
    rmSync(folder, { recursive: true });
  });

  async function ready() {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hashes = Array.from({ length: 12 }, digest);
    const sad = await bench().sad(person, key, hashes);
    return hashes.map((hash, i) => ({ sad, key, callId: `call-${i}`, scheme: ecdsa, digests: [hash] }));
  }

  const signed = async () => {
    const rows = await bench()
      .sam.db.selectFrom('audit')
      .select('chain')
      .where('record', 'like', '%"SIGN_OK"%')
      .execute();
    const isOf = (one: Bench) => (chain: string) => chain.startsWith(one.sam.audit.chain);
    return [bench(), other].map((one) => rows.filter(({ chain }) => isOf(one)(chain)).length);
  };

  test('both sign', async () => {
    const calls = await ready();
    for (const call of calls) await client.sign(call);
    assert.deepEqual(await signed(), [6, 6]);
  });

  test('one that cannot sign now says so once, and is asked last', async () => {
    const calls = await ready();
    other.stepped = 600_000;
    const outcomes: string[] = [];
    for (const call of calls)
      outcomes.push(
        await client.sign(call).then(
          () => 'signed',
          ({ code }) => code,
        ),
      );
    other.stepped = 0;
    assert.deepEqual(
      outcomes.filter((word) => word !== 'signed'),
      ['module_unavailable'],
    );
  });

  test('one that is gone is not missed, and nothing is signed twice', async () => {
    const calls = await ready();
    for (const call of calls.slice(0, 6)) await client.sign(call);
    await other.stop();
    const late = await Promise.all(calls.map((call) => client.sign(call)));
    assert.equal(late.length, 12);
    await other.start();
    for (const call of calls)
      await assert.rejects(client.sign({ ...call, callId: 'another' }), refusedWith('sad_used'));
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });

  test('with both gone it is told', async () => {
    const nobody = ['one', 'two'].map((name) => ({ socket: join(folder, name) }));
    const away = new SamClient(nobody);
    await assert.rejects(away.health(), refusedWith('module_unavailable'));
    away.close();
  });
});

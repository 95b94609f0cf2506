import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { digest, ecdsa, onPostgres, refusedWith } from '../testing/bench.ts';
import { Checkpointing } from './checkpointing.ts';
import { lastCheckpoint } from './write-checkpoint.ts';

onPostgres('a log that cannot be attested', (bench) => {
  let beats: Checkpointing;
  let sign: () => Promise<unknown>;
  const db = () => bench().sam.db;
  const hide = (from: string, to: string) => db().schema.alterTable(from).renameTo(to).execute();

  before(async () => {
    beats = new Checkpointing(bench().sam, undefined, { error: () => undefined });
    const person = await bench().enrol();
    const key = await bench().key(person);
    const digests = Array.from({ length: 20 }, digest);
    const sad = await bench().sad(person, key, digests);
    let next = 0;
    sign = () => {
      const call = { sad, key, callId: `call-${++next}`, scheme: ecdsa, digests: [digests[next - 1] ?? ''] };
      return bench().ssa.sign(call);
    };
  });
  const act = () => bench().prepareEnrol(digest());
  after(() => bench().sam.audit.resumeActs());

  test('stops nothing for minutes, then everything, says why, and is covered and done again by itself', async () => {
    await act();
    await beats.beat();
    await hide('checkpoint', 'gone');
    await beats.beat();
    await act();
    bench().ahead = 290_000;
    await beats.beat();
    await act();
    bench().ahead = 301_000;
    await beats.beat();
    assert.match(bench().sam.audit.stoppedBy() ?? '', /^the log is not attested since /);
    await assert.rejects(act(), refusedWith('module_unavailable'));
    const { record } = await db()
      .selectFrom('audit')
      .select('record')
      .where('record', 'like', '%not attested%')
      .executeTakeFirstOrThrow();
    assert.equal(JSON.parse(record).ev, 'REFUSED');
    await hide('gone', 'checkpoint');
    await beats.beat();
    assert.equal(bench().sam.audit.stoppedBy(), undefined);
    await act();
    bench().ahead = 0;
  });

  test('a log that cannot be written signs nothing, and signs again when it can', async () => {
    await hide('audit', 'gone');
    await assert.rejects(sign(), refusedWith('module_unavailable'));
    await hide('gone', 'audit');
    await sign();
  });

  test('a database put back while the SAM runs stops everything at once', async () => {
    await beats.beat();
    const { cp = 0 } = (await lastCheckpoint(db())) ?? {};
    const row = await db().selectFrom('checkpoint').selectAll().where('cp', '=', cp).executeTakeFirstOrThrow();
    await db().deleteFrom('checkpoint').where('cp', '=', cp).execute();
    await beats.beat();
    assert.equal(bench().sam.audit.stoppedBy(), `the database was put back to before checkpoint ${cp}`);
    await assert.rejects(sign(), refusedWith('module_unavailable'));
    await db().insertInto('checkpoint').values(row).execute();
    await beats.beat();
    await sign();
  });

  test('a heartbeat is written each time, a checkpoint when a minute is over', async () => {
    await beats.beat();
    const first = await lastCheckpoint(db());
    await beats.beat();
    assert.deepEqual(await lastCheckpoint(db()), first);
    bench().ahead = 700_000;
    await beats.beat();
    assert.equal((await lastCheckpoint(db()))?.cp, (first?.cp ?? 0) + 1);
    const beating = db().selectFrom('audit').select('seq').where('record', 'like', '%"ev":"HEARTBEAT"%');
    assert.ok((await beating.execute()).length >= 8);
  });
});

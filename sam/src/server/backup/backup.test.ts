import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { RestoreRequest } from '../../client/index.ts';
import type { SamDatabase } from '../database/database.ts';
import { migrateSam } from '../database/migrate.ts';
import { onPostgres, refusedWith } from '../testing/bench.ts';
import { type BackedUp, RestoreDrill, reopensNothing, signsAgain } from '../testing/restore-drill.ts';
import { restoreSam } from './restore.ts';

let drill: RestoreDrill;
before(async () => {
  drill = await RestoreDrill.make();
});
after(() => drill.remove());

onPostgres('a backup', (bench) => {
  let made: BackedUp;
  before(async () => {
    made = await drill.backedUp(bench(), 'made');
  });
  const empty = async () => {
    const url = bench().server?.url('sam') ?? '';
    await migrateSam({ url });
    return { url };
  };
  const copyOfModule = (name: string) => {
    const moduleFolder = drill.place(`module-${name}`);
    cpSync(bench().options.moduleFolder, moduleFolder, { recursive: true });
    return { moduleFolder };
  };
  // Whatever is refused leaves it empty for the next attempt.
  let nothing: Promise<SamDatabase> | undefined;
  const attempt = async (file: string, request: RestoreRequest, more: object = {}) => {
    const { moduleFolder } = bench().options;
    nothing ??= empty();
    return restoreSam({
      aud: 'sam://test',
      database: await nothing,
      moduleFolder,
      file,
      request,
      now: new Date(),
      ...more,
    });
  };

  test('test 1: a SAD is refused after its database was restored (epoch), and so is what was open', async () => {
    const restored = await drill.restored(bench(), made.file, await empty(), copyOfModule('first'));
    await reopensNothing(restored, made);
    await restored.stop();
  });

  test('test 14: restore drill from backup on a second module folder with the same keys, into another kind of database: the signer signs again', async () => {
    const database = { folder: drill.place('second') };
    const restored = await drill.restored(bench(), made.file, database, copyOfModule('second'));
    await signsAgain(restored, made);
    await reopensNothing(restored, made);
    await restored.stop();
  });

  test('reads as nothing of what is in it', () => {
    const text = readFileSync(made.file, 'latin1');
    assert.ok(!text.includes(made.person.signer) && !text.includes('webauthn'));
  });

  test('changed, cut off, of another module, or another file than the approved one, it is refused', async () => {
    const whole = readFileSync(made.file);
    const write = (name: string, bytes: Uint8Array) => {
      writeFileSync(drill.place(name), bytes);
      return drill.place(name);
    };
    const flipped = Buffer.from(whole);
    flipped[whole.length - 100] = (flipped[whole.length - 100] ?? 0) ^ 1;
    const wrong = {
      flipped,
      cut: whole.subarray(0, whole.length - 40),
      head: Buffer.from(whole.toString('latin1').replace('"v":1', '"v":2'), 'latin1'),
    };
    for (const [name, bytes] of Object.entries(wrong)) {
      const file = write(name, bytes);
      await assert.rejects(attempt(file, await drill.request(file, 'ada', 'carl')), /damaged|no backup/, name);
    }
    const request = await drill.request(made.file, 'ada', 'carl');
    await assert.rejects(attempt(drill.place('cut'), request), /another file was approved/);
    const moduleFolder = drill.place('other-module');
    mkdirSync(moduleFolder);
    await assert.rejects(attempt(made.file, request, { moduleFolder }), /another module/);
    await assert.rejects(attempt(made.file, request, { aud: 'sam://other' }), /it is of sam:\/\/test/);
  });

  test('is restored by nobody alone, and by nobody late', async () => {
    await assert.rejects(attempt(made.file, await drill.request(made.file, 'ada')), refusedWith('policy'));
    await assert.rejects(attempt(made.file, await drill.request(made.file, 'ada', 'ada')), refusedWith('policy'));
    await assert.rejects(attempt(made.file, await drill.request(made.file, 'ada', 'udo')), refusedWith('policy'));
    const request = await drill.request(made.file, 'ada', 'carl');
    await assert.rejects(attempt(made.file, { ...request, requestedBy: 'rita' }), refusedWith('policy'));
    await assert.rejects(attempt(made.file, { ...request, op: 'op_other' }), refusedWith('evidence_invalid'));
    const late = new Date(Date.now() + 86_400_001);
    await assert.rejects(attempt(made.file, request, { now: late }), refusedWith('expired'));
  });

  test('goes into an empty database only', async () => {
    await bench().stop();
    const { database } = bench().options;
    await assert.rejects(attempt(made.file, await drill.request(made.file, 'ada', 'carl'), { database }), /not empty/);
    await bench().start();
  });
});

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { approveRestore, type RestoreRequest, requestRestore } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import type { SamDatabase } from '../database/database.ts';
import { migrateSam } from '../database/migrate.ts';
import { Bench, digest, ecdsa, onPostgres, type Person, refusedWith } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';
import { sha256File } from './backup.ts';
import { restoreSam } from './restore.ts';

let officers: TestOfficers;
const folder = mkdtempSync(join(tmpdir(), 'chancery-backup-'));
before(async () => {
  officers = await TestOfficers.make();
});
after(() => {
  officers.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What stands in the database when it is backed up, and the backup. */
type BackedUp = {
  readonly person: Person;
  readonly key: string;
  readonly hashes: readonly [string, string];
  readonly sad: string;
  readonly open: string;
  readonly file: string;
};

async function backedUp(bench: Bench, name: string): Promise<BackedUp> {
  const backupFolder = join(folder, name);
  mkdirSync(backupFolder);
  await bench.stop();
  const { listen, config } = bench.options;
  const officer = officers.door();
  bench.options = {
    ...bench.options,
    listen: { ...listen, officer },
    config: { ...config, officers: officers.list, backupFolder },
  };
  await bench.start();
  const person = await bench.enrol();
  const key = await bench.key(person);
  const hashes = [digest(), digest()] as const;
  const sad = await bench.sad(person, key, hashes);
  await bench.ssa.sign({ sad, key, callId: 'before', scheme: ecdsa, digests: [hashes[0]] });
  const { chal: open } = await bench.prepareSign(person, key, [digest()]);
  return { person, key, hashes, sad, open, file: await backUp() };
}

async function backUp(): Promise<string> {
  const [olga, ada, carl] = ['olga', 'ada', 'carl'].map((name) => officers.client(name));
  assert.ok(olga && ada && carl);
  const asked = await olga.request({ type: 'backup', params: {}, reason: 'Every night.' });
  await assert.rejects(olga.backUp(asked.op), refusedWith('policy'));
  for (const one of [ada, carl]) await one.approve(asked);
  await assert.rejects(ada.backUp(asked.op), refusedWith('policy'));
  const { file, sha256 } = await olga.backUp(asked.op);
  assert.equal(sha256, await sha256File(file));
  await assert.rejects(olga.backUp(asked.op), refusedWith('expired'));
  for (const one of [olga, ada, carl]) await one.close();
  return file;
}

async function asked(file: string, ...approvers: readonly string[]): Promise<RestoreRequest> {
  const ask = { aud: 'sam://test', officer: 'olga', backupSha256: await sha256File(file), reason: 'Disk lost.' };
  let request = await requestRestore(ask, new Date(), (act) => officers.sign('olga', act));
  for (const name of approvers) request = await approveRestore(request, name, (act) => officers.sign(name, act));
  return request;
}

/** Restores into `database` with the keys in `module`, and starts a SAM there. */
async function restoredBench(bench: Bench, file: string, database: SamDatabase): Promise<Bench> {
  const moduleFolder = mkdtempSync(join(folder, 'module-'));
  cpSync(bench.options.moduleFolder, moduleFolder, { recursive: true });
  const request = await asked(file, 'ada', 'carl');
  await restoreSam({ aud: 'sam://test', database, moduleFolder, file, request, now: new Date() });
  const restored = new Bench(bench.idp, mkdtempSync(join(folder, 'node-')), database, moduleFolder);
  await restored.start();
  return restored;
}

async function reopensNothing(restored: Bench, { person, key, hashes, sad, open }: BackedUp): Promise<void> {
  for (const [callId, hash] of hashes.entries()) {
    const call = { sad, key, callId: `${callId}`, scheme: ecdsa, digests: [hash] };
    await assert.rejects(restored.ssa.sign(call), refusedWith('expired'));
  }
  await assert.rejects(restored.approve(person, open), refusedWith('expired'));
}

onPostgres('a backup', (bench) => {
  let made: BackedUp;
  before(async () => {
    made = await backedUp(bench(), 'made');
  });
  const empty = async () => {
    const url = bench().server?.url('sam') ?? '';
    await migrateSam({ url });
    return { url };
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
    const restored = await restoredBench(bench(), made.file, await empty());
    await reopensNothing(restored, made);
    await restored.stop();
  });

  test('test 14: restore drill from backup on a second module folder with the same keys, into another kind of database: the signer signs again', async () => {
    const restored = await restoredBench(bench(), made.file, { folder: join(folder, 'second') });
    const hash = digest();
    const sad = await restored.sad(made.person, made.key, [hash]);
    const call = { sad, key: made.key, callId: 'after', scheme: ecdsa, digests: [hash] };
    assert.equal((await restored.ssa.sign(call)).signatures.length, 1);
    await reopensNothing(restored, made);
    assert.deepEqual((await verifyAudit(restored.sam.db)).findings, []);
    await restored.stop();
  });

  test('reads as nothing of what is in it', () => {
    const text = readFileSync(made.file, 'latin1');
    assert.ok(!text.includes(made.person.signer) && !text.includes('webauthn'));
  });

  test('changed, cut off, of another module, or another file than the approved one, it is refused', async () => {
    const whole = readFileSync(made.file);
    const write = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
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
      await assert.rejects(attempt(file, await asked(file, 'ada', 'carl')), /damaged|no backup/, name);
    }
    const request = await asked(made.file, 'ada', 'carl');
    await assert.rejects(attempt(join(folder, 'cut'), request), /another file was approved/);
    const moduleFolder = mkdtempSync(join(folder, 'other-module-'));
    await assert.rejects(attempt(made.file, request, { moduleFolder }), /another module/);
    await assert.rejects(attempt(made.file, request, { aud: 'sam://other' }), /it is of sam:\/\/test/);
  });

  test('is restored by nobody alone, and by nobody late', async () => {
    await assert.rejects(attempt(made.file, await asked(made.file, 'ada')), refusedWith('policy'));
    await assert.rejects(attempt(made.file, await asked(made.file, 'ada', 'ada')), refusedWith('policy'));
    await assert.rejects(attempt(made.file, await asked(made.file, 'ada', 'udo')), refusedWith('policy'));
    const request = await asked(made.file, 'ada', 'carl');
    await assert.rejects(attempt(made.file, { ...request, requestedBy: 'rita' }), refusedWith('policy'));
    await assert.rejects(attempt(made.file, { ...request, op: 'op_other' }), refusedWith('evidence_invalid'));
    const late = new Date(Date.now() + 86_400_001);
    await assert.rejects(attempt(made.file, request, { now: late }), refusedWith('expired'));
  });

  test('goes into an empty database only', async () => {
    await bench().stop();
    const { database } = bench().options;
    await assert.rejects(attempt(made.file, await asked(made.file, 'ada', 'carl'), { database }), /not empty/);
    await bench().start();
  });
});

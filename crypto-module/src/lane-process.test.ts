import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { GenerateCommand, LaneCommand } from './command.ts';
import type { LaneLimits } from './lane-process.ts';
import { LaneProcess } from './lane-process.ts';
import { softwareLane } from './software-module.ts';

const slow: GenerateCommand = {
  command: 'generate',
  keyId: 'k_1',
  owner: 'sgn_1',
  algorithm: { kind: 'rsa', bits: 4096 },
  scal: 1,
  policy: 'test',
};
const fast: LaneCommand = { command: 'row-mac', table: 'slot', row: new Uint8Array(1) };

test('a lane killed in the middle of a signature answers every call once, without a value, and is replaced', async () => {
  await withLane({}, async (lane) => {
    const sign = await thousandSignatures(lane);
    const answers = Array.from({ length: 5 }, () => outcome(lane.call(sign)));
    await pause(50);
    const { pid } = lane;
    process.kill(pid!, 'SIGKILL');
    assert.deepEqual(await Promise.all(answers), Array(5).fill('unavailable'));
    assert.equal(await outcome(lane.call(fast)), 'done');
    assert.notEqual(lane.pid, pid);
  });
});

test('a command past its deadline is answered, and its lane replaced', async () => {
  await withLane({ deadlineMs: 1 }, async (lane) => {
    assert.equal(await outcome(lane.call(slow)), 'unavailable');
    assert.equal(lane.outstanding, 0);
  });
});

test('a full queue refuses at once', async () => {
  await withLane({ queueLimit: 2 }, async (lane) => {
    const answers = [lane.call(slow), lane.call(fast), lane.call(fast)].map(outcome);
    assert.equal(await Promise.race(answers), 'unavailable');
    assert.deepEqual(await Promise.all(answers), ['done', 'done', 'unavailable']);
  });
});

test('closing lets running calls finish and refuses new ones', async () => {
  await withLane({}, async (lane) => {
    const running = outcome(lane.call(slow));
    const closing = lane.close();
    assert.equal(await outcome(lane.call(fast)), 'unavailable');
    assert.equal(await running, 'done');
    await closing;
    assert.throws(() => process.kill(lane.pid!, 0));
  });
});

test('a lane ignores signals to its group and dies with its parent', async () => {
  const folder = newFolder();
  const program = `import { LaneProcess } from ${JSON.stringify(join(import.meta.dirname, 'lane-process.ts'))};
    import { softwareLane } from ${JSON.stringify(join(import.meta.dirname, 'software-module.ts'))};
    const lane = await LaneProcess.start(softwareLane(${JSON.stringify(folder)}), { deadlineMs: 1000, queueLimit: 9 });
    process.kill(lane.pid, 'SIGTERM'); console.log(lane.pid); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
  const lanePid = Number(String((await once(parent.stdout, 'data'))[0]));
  await pause(100);
  assert.ok(alive(lanePid));
  parent.kill('SIGKILL');
  for (let i = 0; i < 100 && alive(lanePid); i++) await pause(50);
  assert.equal(alive(lanePid), false);
  rmSync(folder, { recursive: true });
});

test('keys that are damaged, or that others can read, are not opened, and the refusal names them', async () => {
  const folder = newFolder();
  const limits = { deadlineMs: 5000, queueLimit: 9 };
  await (await LaneProcess.start(softwareLane(folder), limits)).close();
  const refused = (message: RegExp) =>
    assert.rejects(LaneProcess.start(softwareLane(folder), limits), { code: 'unavailable', message });
  for (const key of ['kek-2', 'attest-sad']) {
    const whole = readFileSync(join(folder, key));
    writeFileSync(join(folder, key), whole.subarray(0, 20));
    await refused(new RegExp(`${key} of the software module is damaged`));
    writeFileSync(join(folder, key), whole);
  }
  chmodSync(join(folder, 'kek-2'), 0o640);
  await refused(/kek-2 can be read by others/);
  rmSync(folder, { recursive: true });
});

test('a parent that exits takes a lane with it that hangs', async () => {
  const folder = newFolder();
  const program = `import { LaneProcess } from ${JSON.stringify(join(import.meta.dirname, 'lane-process.ts'))};
    import { softwareLane } from ${JSON.stringify(join(import.meta.dirname, 'software-module.ts'))};
    const lane = await LaneProcess.start(softwareLane(${JSON.stringify(folder)}), { deadlineMs: 1000, queueLimit: 9 });
    process.kill(lane.pid, 'SIGSTOP'); console.log(lane.pid); process.exit(0);`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
  const lanePid = Number(String((await once(parent.stdout, 'data'))[0]));
  for (let i = 0; i < 100 && alive(lanePid); i++) await pause(50);
  assert.equal(alive(lanePid), false);
  rmSync(folder, { recursive: true });
});

async function thousandSignatures(lane: LaneProcess): Promise<LaneCommand> {
  const made = await lane.call({ ...slow, algorithm: { kind: 'ec', curve: 'P-384' } });
  const pending = await lane.call({ command: 'transition', record: made.record, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await lane.call({ command: 'transition', record: pending.record, to: 'active', set });
  const digests = Array.from({ length: 1000 }, () => new Uint8Array(48));
  return { command: 'sign', record, scheme: { kind: 'ecdsa', digest: 'sha384' }, digests };
}

async function withLane(limits: Partial<LaneLimits>, use: (lane: LaneProcess) => Promise<void>): Promise<void> {
  const folder = newFolder();
  const lane = await LaneProcess.start(softwareLane(folder), { deadlineMs: 60_000, queueLimit: 100, ...limits });
  try {
    await use(lane);
  } finally {
    await lane.close();
    rmSync(folder, { recursive: true });
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'chancery-lane-'));
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lockFolder } from './folder-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-lock é '));
after(() => rmSync(folder, { recursive: true }));

test('a folder is held by one process until it is released', async () => {
  const lock = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), /in use by another process/);
  lock.release();
  (await lockFolder(folder)).release();
});

test('a killed process holds nothing', async () => {
  const source = `import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
    await lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await assert.rejects(lockFolder(folder), /in use by another process/);
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await lockFolder(folder)).release();
});

test('a process number given to a stranger since is not the holder', async () => {
  writeFileSync(join(folder, 'lock'), `${process.pid} 1 other`);
  (await lockFolder(folder)).release();
});

test('of many that find a dead holder one takes over', async () => {
  writeFileSync(join(folder, 'lock'), '999999999 1 dead');
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)));
  const held = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  assert.equal(held.length, 1);
  for (const { value } of held) value.release();
});

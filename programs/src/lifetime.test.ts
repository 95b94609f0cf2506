import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const lifetime = JSON.stringify(join(import.meta.dirname, 'lifetime.ts'));

/** A process that lives by the rules, says `up` when it has done what is told, and then works on. */
async function begin(source: string, parent: 'a parent' | 'nobody') {
  const program = `import * as life from ${lifetime}; const { setTimeout: pause } = await import('node:timers/promises');
    life.liveUntilAsked(); ${source}; console.log('up'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit', parent === 'a parent' ? 'ipc' : 'ignore'],
  });
  const { stdout } = child as ChildProcess & { stdout: NodeJS.ReadableStream };
  const ended = once(child, 'exit');
  const up = once(stdout, 'data');
  const said = text(stdout);
  await up;
  return { child, outcome: async () => [(await ended)[0], (await said).trim().split('\n')] };
}

const closings = `life.beforeLeaving(async () => { await pause(900); console.log('first') });
  life.beforeLeaving(async () => console.log('second'));`;

test('on its own it closes everything, the latest first, and ends in order once it was ready', async () => {
  const { child, outcome } = await begin(`${closings} life.announceReady()`, 'nobody');
  child.kill('SIGTERM');
  assert.deepEqual(await outcome(), [0, ['up', 'second', 'first']]);
});

test('under a parent it gives up what takes too long', async () => {
  const { child, outcome } = await begin(`${closings} life.announceReady()`, 'a parent');
  child.kill('SIGTERM');
  assert.deepEqual(await outcome(), [0, ['up', 'second']]);
});

test('what fails while closing is told by the exit code, and closes nothing less', async () => {
  const failing = `life.beforeLeaving(async () => console.log('closed')); life.beforeLeaving(() => Promise.reject(new Error()));`;
  const { child, outcome } = await begin(`${failing} life.announceReady()`, 'nobody');
  child.kill('SIGINT');
  assert.deepEqual(await outcome(), [1, ['up', 'closed']]);
});

test('asked to stop before it was ready, it has not done its work', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const { child, outcome } = await begin('', 'nobody');
    child.kill(signal);
    assert.deepEqual(await outcome(), [code, ['up']]);
  }
});

test('the loss of the parent ends it, ready or not', async () => {
  for (const [source, code] of [
    ['life.announceReady()', 0],
    ['', 1],
  ] as const) {
    const { child, outcome } = await begin(source, 'a parent');
    child.disconnect();
    assert.deepEqual(await outcome(), [code, ['up']]);
  }
});

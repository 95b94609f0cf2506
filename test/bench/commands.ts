/** The two commands a newcomer waits for, with everything installed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import type { Measurement } from './run.ts';

const root = join(import.meta.dirname, '..', '..');
const launcher = join(root, 'launch.mjs');

export async function* measureDemo(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  const seconds = [1, 2, 3].map(() => timeDemo(folder));
  rmSync(folder, { recursive: true });
  yield { name: 'demo', value: median(seconds), unit: 's' };
}

function timeDemo(folder: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [
    launcher,
    'demo',
    '--json',
    '--out',
    join(folder, 'out.pdf'),
  ]);
  if (status !== 0) throw new Error(`the demo failed: ${stderr}`);
  return (performance.now() - started) / 1000;
}

export async function* measureStart(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  const first = await timeStart(folder);
  const again = [await timeStart(folder), await timeStart(folder), await timeStart(folder)];
  rmSync(folder, { recursive: true });
  yield { name: 'start with a new data folder', value: first, unit: 's' };
  yield { name: 'start with existing data', value: median(again), unit: 's' };
}

function timeStart(data: string): Promise<number> {
  const started = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, [launcher, 'start', '--json', '--port', '8600', '--data', data]);
  let seconds = Number.NaN;
  child.stdout.once('data', () => {
    seconds = (performance.now() - started) / 1000;
    child.kill('SIGINT');
  });
  child.once('exit', () =>
    Number.isNaN(seconds) ? reject(new Error('start ended before it was ready')) : resolve(seconds),
  );
  return promise;
}

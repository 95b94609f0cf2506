/** The commands a newcomer waits for: seconds from the command to its end, or to the line that says it is ready. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePorts } from '../free-ports.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';

const root = join(import.meta.dirname, '..', '..');
const rounds = 3;

export async function* measureDemo(): AsyncIterable<Measurement> {
  yield* inFolder(async function* (folder) {
    yield { name: 'demo', value: await medianOf(() => timeDemo(root, folder)), unit: 's' };
  });
}

/** A clone of what is committed, and a package cache of its own with nothing in it; the registry is reachable. */
export async function* measureColdDemo(): AsyncIterable<Measurement> {
  yield* inFolder(async function* (folder) {
    const [clone, cache] = [join(folder, 'clone'), join(folder, 'cache')];
    execFileSync('git', ['clone', '--quiet', root, clone]);
    mkdirSync(cache);
    const value = await timeDemo(clone, folder, { ...process.env, npm_config_cache: cache });
    yield { name: 'demo-cold', value, unit: 's' };
  });
}

export async function* measureStart(): AsyncIterable<Measurement> {
  yield* inFolder(async function* (folder) {
    const port = await freePorts();
    yield { name: 'start with a new data folder', value: await timeStart(folder, port), unit: 's' };
    yield { name: 'start with existing data', value: await medianOf(() => timeStart(folder, port)), unit: 's' };
  });
}

async function* inFolder(measure: (folder: string) => AsyncIterable<Measurement>): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  try {
    yield* measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  while (values.length < rounds) values.push(await measure());
  return median(values);
}

async function timeDemo(clone: string, folder: string, env = process.env): Promise<number> {
  const args = ['demo', '--json', '--out', join(folder, 'signed.pdf'), '--port', String(await freePorts())];
  const started = performance.now();
  const child = spawn(process.execPath, [join(clone, 'launch.mjs'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [words, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the demo failed: ${words}`);
  return (performance.now() - started) / 1000;
}

async function timeStart(data: string, port: number): Promise<number> {
  const args = ['start', '--json', '--port', String(port), '--data', data];
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, 'launch.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const words = text(child.stderr);
  const ready = await Promise.race([
    once(child.stdout, 'data').then(() => performance.now()),
    ended.then(() => undefined),
  ]);
  if (ready === undefined) throw new Error(`start ended before it was ready: ${await words}`);
  child.kill('SIGINT');
  await ended;
  return (ready - started) / 1000;
}

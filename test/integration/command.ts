/** The commands of a clone, run as a person does. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `node launch.mjs <args>`, to its end. */
export function launch(args: readonly string[], { clone = root, env = process.env } = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, 'launch.mjs'), ...args], {
    encoding: 'utf8',
    timeout: 180_000,
    env,
  });
  return { status, stdout, stderr };
}

export interface Started {
  readonly pid: number;
  /** What `--json` says. */
  readonly addresses: Addresses;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  stderr(): string;
}

export interface Addresses {
  readonly ssa: string;
  readonly demo: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

type Command = readonly [program: string, ...args: string[]];
export const byLauncher: Command = [process.execPath, 'launch.mjs', 'start'];
export const demoByLauncher: Command = [process.execPath, 'launch.mjs', 'demo'];
export const byNpm: Command = ['npm', 'run', '-s', 'start'];

/** A process that keeps running, leader of a group of its own as in a terminal. */
export function begin([program, ...first]: Command, args: readonly string[], env = process.env) {
  const separator = program === 'npm' ? ['--'] : [];
  const child = spawn(program, [...first, ...separator, ...args], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, stderr: textOf(child.stderr) };
}

function textOf(stream: Readable): () => string {
  let text = '';
  stream.on('data', (data) => {
    text += data;
  });
  return () => text;
}

/** Resolves when it says where it is; rejects with its words when it ends before. */
export async function start(command: Command, args: readonly string[]): Promise<Started> {
  const { child, ended, stderr } = begin(command, [...args, '--json']);
  const line = await firstLine(child);
  if (line === '') throw new Error(stderr());
  return { pid: child.pid ?? 0, addresses: JSON.parse(line) as Addresses, ended, stderr };
}

async function firstLine(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let text = '';
  for await (const data of child.stdout) {
    text += data;
    if (text.includes('\n')) break;
  }
  return text;
}

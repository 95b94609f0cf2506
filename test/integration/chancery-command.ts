/** The `chancery` command as an operator runs it: a process, its exit code, its words. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const program = join(import.meta.dirname, '..', '..', 'programs', 'src', 'chancery.ts');

export interface Told {
  /** Null when it had to be ended after a minute. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function chancery(...args: readonly string[]): Promise<Told> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

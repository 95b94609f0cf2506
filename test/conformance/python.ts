/** Programs in Python, apart from the system and from each other: an environment with exactly the pinned packages. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** The interpreter of the environment that `<name>.txt` pins; made anew when that changes. */
export function pythonWith(name: string): string {
  const requirements = join(here, `${name}.txt`);
  const folder = join(here, '..', '..', '.python', name);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, '.requirements');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  mkdirSync(folder, { recursive: true });
  run('python3', ['-m', 'venv', '--clear', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`, { cause: error });
}

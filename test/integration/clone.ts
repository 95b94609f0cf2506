/** A clone of its own as a person has it, its packages installed, in a folder whose name has spaces and accents. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './command.ts';

/** What the sources make once. */
const built = ['sic/dist', 'ssa/dist', '.build/pages'];

/** Gone when whatever `after` belongs to has ended. */
export function cloned(after: (remove: () => void) => void): string {
  const parent = mkdtempSync(join(tmpdir(), 'chancery-clone-'));
  after(() => rmSync(parent, { recursive: true, force: true }));
  const clone = join(parent, 'Chancery à côté ü');
  for (const file of [...sources(), ...built]) copy(file, clone);
  linkPackages(clone);
  return clone;
}

function sources(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
}

function copy(file: string, clone: string): void {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  cpSync(join(root, file), join(clone, file), { recursive: true });
}

/** By hard links where the file systems allow it. Only the stamp is ever written again, so it is a copy. */
function linkPackages(clone: string): void {
  const [packages, stamp] = [join(root, 'node_modules'), 'node_modules/.chancery-lock'];
  if (spawnSync('cp', ['-al', packages, clone]).status !== 0) execFileSync('cp', ['-a', packages, clone]);
  rmSync(join(clone, stamp));
  copy(stamp, clone);
}

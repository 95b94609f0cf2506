/** The native program that makes key-encryption keys, built from its one source file where it is needed. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CeremonyError } from './ceremony-error.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const native = join(root, 'crypto-module', 'native');
const folder = join(root, '.build', 'native');

/** Its path, built now unless it is newer than its source. @throws CeremonyError where there is no compiler */
export function keyMaker(): string {
  const program = join(folder, 'make-kek');
  if (timeOf(program) > timeOf(join(native, 'make-kek.c'))) return program;
  const { status, stderr } = spawnSync('sh', [join(native, 'build'), folder], { encoding: 'utf8' });
  if (status === 0) return program;
  throw new CeremonyError(1, `The key maker cannot be built; a ceremony needs a C compiler (cc).\n${stderr}`.trim());
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

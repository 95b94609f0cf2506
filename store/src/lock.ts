/** One process per data folder: the embedded database has no lock of its own, so this file is it. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './error.ts';

/** Returns the release. Throws StoreError `in-use` while the process that wrote the lock lives; a dead one's is taken over. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  if (!tryLock(file)) {
    if (isHeld(file))
      throw new StoreError(
        'in-use',
        `The data folder ${folder} is in use by process ${holder(file)}. Stop that one first.`,
      );
    rmSync(file, { force: true });
    if (!tryLock(file))
      throw new StoreError('in-use', `The data folder ${folder} has just been taken by another process.`);
  }
  return () => rmSync(file, { force: true });
}

function tryLock(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, `${process.pid} ${startTime(process.pid)}`);
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(file: string): boolean {
  const [pid = '', started = ''] = readFileSync(file, 'utf8').split(' ');
  return pid !== '' && startTime(Number(pid)) === started && started !== '';
}

function holder(file: string): string {
  return readFileSync(file, 'utf8').split(' ')[0] ?? '';
}

// A process number may be used again; number and start time together are not. Empty when there is no such process.
function startTime(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return isAlive(pid) ? 'alive' : '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

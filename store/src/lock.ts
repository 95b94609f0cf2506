/** One process per data folder: the embedded database has no lock of its own, so this file is it. */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './error.ts';

/** Returns the release. Throws StoreError `in-use` while the process that wrote the lock lives; a dead one's is taken over. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  const mine = `${process.pid} ${startTime(process.pid)} ${randomUUID()}`;
  if (!place(file, mine)) {
    removeDead(file, folder);
    if (!place(file, mine)) throw inUse(folder, read(file));
  }
  return () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

// A link appears whole or not at all, so nobody ever reads a lock that is only half written.
function place(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

// A rename moves one certain lock: if another process was faster and it is his living one, it goes back.
function removeDead(file: string, folder: string): void {
  if (isHeld(read(file))) throw inUse(folder, read(file));
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (isHeld(moved)) place(file, moved);
  rmSync(aside, { force: true });
  if (isHeld(moved)) throw inUse(folder, moved);
}

function inUse(folder: string, holder: string): StoreError {
  const [pid = '?'] = holder.split(' ');
  return new StoreError('in-use', `The data folder ${folder} is in use by process ${pid}. Stop that one first.`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// A process number may be used again; number and start time together are not.
function isHeld(holder: string): boolean {
  const [pid = '', started = ''] = holder.split(' ');
  return pid !== '' && started !== '' && startTime(Number(pid)) === started;
}

/** Empty when there is no such process. */
function startTime(pid: number): string {
  const status = read(`/proc/${pid}/stat`);
  return status ? (status.split(') ').at(-1)?.split(' ')[19] ?? '') : isAlive(pid) ? 'alive' : '';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

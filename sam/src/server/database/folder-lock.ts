import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SamStartError } from '../start-error.ts';

/** A data folder held by this process alone: the embedded database has no lock of its own. */
export type FolderLock = { release(): void };

/**
 * Takes `<folder>/lock`, made exclusively and naming the holder; a lock whose process is gone is taken over.
 * Throws SamStartError `in-use` when a living process holds it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  const holder = `${process.pid} ${startOf(process.pid)} ${randomUUID()}`;
  if (!create(file, holder)) await takeOver(file, folder, holder);
  return { release: () => read(file) === holder && rmSync(file, { force: true }) };
}

function create(file: string, holder: string): boolean {
  try {
    writeFileSync(file, holder, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// Two processes may both find a dead holder: the later rename wins, and the other sees it in the second look.
async function takeOver(file: string, folder: string, holder: string): Promise<void> {
  if (alive(read(file))) throw inUse(folder);
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, holder, { mode: 0o600 });
  renameSync(mine, file);
  await pause(50);
  if (read(file) !== holder) throw inUse(folder);
}

function inUse(folder: string): SamStartError {
  return new SamStartError('in-use', `The data folder ${folder} is in use by another process. Stop that one first.`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// A process number alone may have been given to a stranger since; its start time tells them apart where Linux shows it.
function alive(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  const number = Number(pid);
  return Number.isSafeInteger(number) && number > 0 && exists(number) && startOf(number) === start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string {
  return read(`/proc/${pid}/stat`).split(') ').pop()?.split(' ')[19] ?? '-';
}

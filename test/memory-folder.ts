/** Where a run of tests keeps what it throws away: in memory, where the machine has room for it there. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const memory = '/dev/shm';
const enough = 6 * 2 ** 30;
const tmpfs = 0x0102_1994;
const prefix = 'chancery-test-';

/**
 * Makes a folder in memory the temporary folder of this process and its children (`TMPDIR`), and removes it when the process ends.
 * Databases are made and thrown away by the hundred, and what is synced to a disk each time costs more than what is tested.
 * A `TMPDIR` that was chosen stays, and a machine without such memory keeps its disk.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return;
  forgetThoseOfEndedRuns();
  const folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`));
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(memory);
    return type === tmpfs && bavail * bsize >= enough;
  } catch {
    return false;
  }
}

/** A run that was killed could not remove its folder: the next one does, for memory is dear. */
function forgetThoseOfEndedRuns(): void {
  for (const name of readdirSync(memory).filter((entry) => entry.startsWith(prefix))) {
    const pid = name.slice(prefix.length).split('-')[0] ?? '';
    if (!existsSync(join('/proc', pid))) rmSync(join(memory, name), { recursive: true, force: true });
  }
}

/** Info-ZIP's unzip as a judge of containers. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is wrong with the ZIP file; empty when every file in it is whole. */
export function judgeWithUnzip(bytes: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-unzip-'));
  try {
    const path = join(folder, 'container.zip');
    writeFileSync(path, bytes);
    const { status, stdout, stderr } = spawnSync('unzip', ['-t', path], { encoding: 'utf8' });
    return status === 0 ? [] : [`${stdout}${stderr}`.trim()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Empty databases for a suite: made once and copied from then on, for making one costs seconds of processor. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

export const build = join(import.meta.dirname, '..', '.build');

/** An empty embedded database in a new folder, as a store that opens it there for the first time makes it. Returns the folder. */
export async function folderOfDatabase(folder: string): Promise<string> {
  const template = join(build, `embedded-${version()}`);
  await made(template, async (draft) => (await PGlite.create({ dataDir: draft })).close());
  mkdirSync(folder, { recursive: true });
  copy(template, join(folder, 'pg'));
  return folder;
}

/** Makes what is not there yet; of several who do at once, one wins. */
export async function made(template: string, make: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(template)) return;
  mkdirSync(build, { recursive: true });
  const draft = mkdtempSync(`${template}.`);
  await make(join(draft, 'it'));
  try {
    renameSync(join(draft, 'it'), template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

export function copy(from: string, to: string): void {
  execFileSync('cp', ['-Rp', from, to]);
}

function version(): string {
  const file = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

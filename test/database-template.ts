/** Databases for a suite: made once and copied from then on, for making one costs seconds of processor. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

const root = join(import.meta.dirname, '..');
export const build = join(root, '.build');

/** What an embedded database of a suite holds when it begins: nothing, or the present tables of the SAM or the SSA. */
export type Shape = 'empty' | keyof typeof tables;

/** Where the tables of each are made, and how. */
const tables = {
  sam: {
    sources: 'sam/src/server/database',
    make: async (folder: string) => (await import('@chancery/sam/server')).migrateSam({ folder }),
  },
  ssa: {
    sources: 'store/src',
    make: async (folder: string) => {
      const { migrate, openStore } = await import('@chancery/store');
      const store = await openStore({ folder });
      await migrate(store).finally(() => store.close());
    },
  },
};

/** An embedded database in a new folder, as a store that was opened there once leaves it. Returns the folder. */
export async function folderOfDatabase(folder: string, shape: Shape = 'empty'): Promise<string> {
  const template = join(build, `embedded-${shape}-${shape === 'empty' ? version() : stateOf(tables[shape].sources)}`);
  await made(template, async (draft) => {
    if (shape === 'empty') return (await PGlite.create({ dataDir: draft })).close();
    const parent = await folderOfDatabase(`${draft}-made`);
    await tables[shape].make(parent);
    renameSync(join(parent, 'pg'), draft);
  });
  mkdirSync(folder, { recursive: true });
  copy(template, join(folder, 'pg'));
  return folder;
}

/** Of the migrations and what runs them: another one when any of them changes. */
function stateOf(sources: string): string {
  const hash = createHash('sha256').update(version());
  const files = globSync(['migrate.ts', 'migrations/*.ts'], { cwd: join(root, sources) }).sort();
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, sources, file)));
  return hash.digest('hex').slice(0, 16);
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

/** Builds the pages people see when their sources have changed since the last time; nothing else here is ever compiled. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const sites = ['sic', 'ssa'] as const;

/** Where the built pages of a site lie. */
export function pagesFolder(site: (typeof sites)[number]): string {
  return join(root, site, 'dist');
}

/** Says through `say` when it has work to do; rejects with the builder's own words when a page does not build. */
export async function buildPages(say: (line: string) => void): Promise<void> {
  const stamp = join(root, '.build', 'pages');
  const hash = sourcesHash();
  if (sites.every((site) => existsSync(pagesFolder(site))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash)
    return;
  say('Building the pages …');
  await Promise.all(sites.map(build));
  mkdirSync(join(root, '.build'), { recursive: true });
  writeFileSync(stamp, hash);
}

function sourcesHash(): string {
  const files = globSync(
    ['look/src/**/*', '{sic,ssa}/src/page/**/*', '{sic,ssa}/vite.config.ts', 'package-lock.json'],
    { cwd: root, withFileTypes: true },
  );
  const hash = createHash('sha256');
  for (const path of files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort()) {
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function build(site: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--config', `${site}/vite.config.ts`],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const words: Buffer[] = [];
  child.stdout.on('data', (data) => words.push(data));
  child.stderr.on('data', (data) => words.push(data));
  child.on('error', reject);
  child.on('exit', (code) =>
    code === 0 ? resolve() : reject(new Error(`The ${site} pages do not build:\n${Buffer.concat(words)}`)),
  );
  return promise;
}

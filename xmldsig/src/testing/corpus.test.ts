import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** Documents made by others, read where they lie; for tests only. */
export const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');

/** Fails the suite in CI, and says so elsewhere, when there is no corpus. */
export function requireCorpus(): void {
  test('the corpus is there', (t) => {
    if (existsSync(corpus)) return;
    if (process.env['CI'] !== undefined) throw new Error('CHANCERY_CORPUS names no corpus');
    t.skip('CHANCERY_CORPUS names no corpus');
  });
}

/** Names of the XML files in a folder, the folder included. */
export function corpusXml(folder: string): string[] {
  if (!existsSync(corpus)) return [];
  return readdirSync(join(corpus, folder))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => `${folder}/${name}`);
}

export function readCorpus(file: string): Uint8Array {
  return readFileSync(join(corpus, file));
}

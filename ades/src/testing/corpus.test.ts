/** Documents made by others, read where they lie. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { absent } from './absent.test.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');

export function corpusMissing(t: TestContext): boolean {
  return !existsSync(corpus) && absent(t, 'CHANCERY_CORPUS names no corpus');
}

/** For suites with a test for each file: without the corpus they have none. */
export function requireCorpus(): void {
  test('the corpus is there', (t) => void corpusMissing(t));
}

/** The files of these folders, the folder in their names; none without the corpus. */
export function corpusFiles(...folders: readonly string[]): string[] {
  if (!existsSync(corpus)) return [];
  return folders.flatMap((folder) => readdirSync(join(corpus, folder)).map((name) => `${folder}/${name}`));
}

export function readCorpus(file: string): Buffer {
  return readFileSync(join(corpus, file));
}

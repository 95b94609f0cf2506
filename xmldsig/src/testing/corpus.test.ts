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

/** What the index says of one scenario of a file. */
export interface CorpusRow {
  readonly file: string;
  readonly note: string;
  readonly cryptoValid: string;
  /** Files handed over in that scenario. */
  readonly detached: readonly string[];
}

export function corpusRows(folder: string): CorpusRow[] {
  if (!existsSync(corpus)) return [];
  const [head, ...lines] = readFileSync(join(corpus, 'index.csv'), 'utf8').split('\n');
  const names = fields(head!);
  return lines
    .filter((line) => line.startsWith(`${folder}/`))
    .map((line) => {
      const values = fields(line);
      const value = (name: string) => values[names.indexOf(name)] ?? '';
      const detached = value('detached')
        .split(' ')
        .filter((one) => one !== '');
      return { file: value('file'), note: value('note'), cryptoValid: value('crypto_valid'), detached };
    });
}

/** Of one line; a field in quotes may hold commas. */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

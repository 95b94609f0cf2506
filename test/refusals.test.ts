/** The tables of refusals, of acceptance and of what other CSC servers lack name tests that are there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
for (const name of ['refusals.md', 'acceptance.md', 'csc-gaps.md']) {
  const page = readFileSync(join(root, 'docs', 'conformance', name), 'utf8');
  const named = [...page.matchAll(/`(\S+\.test\.ts)`: ("[^"]+"(?:; "[^"]+")*)/g)].flatMap(
    ([, file = '', titles = '']) => [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
  test(`every row of ${name} names a test, and every test that is named is there`, () => {
    const rows = page.split('\n').filter((line) => /^\| (?!attempt|what \||---)/.test(line));
    assert.deepEqual(
      rows.filter((row) => !/`\S+\.test\.ts`: "/.test(row)),
      [],
    );
    assert.ok(named.length >= rows.length);
    const gone = named.filter(({ file, title }) => !readFileSync(join(root, file), 'utf8').includes(title));
    assert.deepEqual(gone, []);
  });
}

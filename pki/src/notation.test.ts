import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

test('the notation imports no cryptography, through whatever it imports', () => {
  const files = reached(join(import.meta.dirname, 'notation.ts'));
  assert.ok(files.size > 5);
  const outside = [...files].flatMap((file) => importsOf(file).filter((name) => !name.startsWith('.')));
  assert.deepEqual(outside, []);
});

function reached(entry: string, files = new Set<string>()): Set<string> {
  if (files.has(entry)) return files;
  files.add(entry);
  for (const name of importsOf(entry)) if (name.startsWith('.')) reached(join(dirname(entry), name), files);
  return files;
}

/** What the file loads when it runs: types are erased. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const lane = join(import.meta.dirname, 'lane.ts');

test('nothing that a PKCS#11 lane imports is node:crypto, or loads OpenSSL under another name', () => {
  const files = reached(lane);
  assert.ok(files.has(join(import.meta.dirname, '..', 'execute.ts')) && files.size > 25);
  const builtin = new Set([...files].flatMap(importsOf).filter((name) => name.startsWith('node:')));
  assert.deepEqual([...builtin].sort(), ['node:buffer', 'node:module']);
});

test('a process that has loaded a PKCS#11 lane has not loaded node:crypto', () => {
  const program = `await import(${JSON.stringify(join(import.meta.dirname, 'token-executor.ts'))});
    await import(${JSON.stringify(join(import.meta.dirname, '..', 'serve.ts'))});
    console.log(process.moduleLoadList.filter((name) => /^NativeModule (crypto|tls|https)$/.test(name)).join());`;
  const run = (code: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim();
  assert.equal(run(program), '');
  assert.equal(run(`await import('node:crypto');${program}`), 'NativeModule crypto');
});

function reached(file: string, files = new Set<string>()): Set<string> {
  if (files.has(file)) return files;
  files.add(file);
  for (const name of importsOf(file)) {
    if (!name.startsWith('node:') && name !== 'pkcs11js') reached(resolve(name, file), files);
  }
  return files;
}

function resolve(name: string, from: string): string {
  if (name.startsWith('.')) return join(dirname(from), name);
  return createRequire(from).resolve(name);
}

/** What a file loads when it runs: types are erased. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  const loads =
    /(?:^|\n)(?:import|export)\s[^;]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|require\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(loads)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

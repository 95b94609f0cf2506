import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { Algorithms, switchedOn } from './switched-on.ts';

function told(chosen: Algorithms | undefined) {
  const warnings: string[] = [];
  return { on: switchedOn(chosen, { warn: (message) => warnings.push(message) }), warnings };
}

test('nothing is on unless it is said, and what is said to be off is off', () => {
  for (const chosen of [
    undefined,
    {},
    { ed25519: false, mlDsa: false, legacyInsecureRsaSha1: false, legacyRsaSha224: false },
  ])
    assert.deepEqual(told(chosen), { on: [], warnings: [] });
});

test('each switch turns on its own, and SHA-1 and SHA-224 are warned of, by the name of their switch', () => {
  assert.deepEqual(told({ ed25519: true }), { on: ['ed25519'], warnings: [] });
  assert.deepEqual(told({ mlDsa: true }), { on: ['ml-dsa'], warnings: [] });
  const { on, warnings } = told({ legacyInsecureRsaSha1: true });
  assert.deepEqual(on, ['insecure-rsa-sha1']);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /algorithms\.legacyInsecureRsaSha1 is on.*INSECURE/);
  const weak = told({ legacyRsaSha224: true });
  assert.deepEqual(weak.on, ['legacy-rsa-sha224']);
  assert.match(weak.warnings.join('\n'), /^algorithms\.legacyRsaSha224 is on.*weaker.*$/);
});

test('a switch that nobody knows, or that is no yes or no, is refused with its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-algorithms-'));
  for (const [text, path] of [
    ['rsaSha1: true', /additional/],
    ['ed25519: maybe', /\/ed25519/],
    ['legacyInsecureRsaSha1: 1', /\/legacyInsecureRsaSha1/],
  ] as const) {
    const file = join(folder, 'algorithms.yaml');
    writeFileSync(file, text);
    const refused = (error: unknown) => error instanceof ConfigurationError && path.test(error.message);
    assert.throws(() => readConfiguration(file, Algorithms), refused);
  }
  rmSync(folder, { recursive: true });
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { chooser, mutate } from './mutate.ts';
import { type TargetName, targets } from './targets.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const counts: Readonly<Record<TargetName, number>> = { pdf: 4000, cms: 3000, xml: 3000, container: 2000, jws: 1000 };

test('a seed always breaks the same input the same way, and two seeds differently', () => {
  const whole = Buffer.from('%PDF-1.7 1 0 obj << /Length 42 >> endobj'.repeat(20));
  assert.deepEqual(mutate(whole, whole, 5), mutate(whole, whole, 5));
  const different = new Set(Array.from({ length: 100 }, (_, seed) => mutate(whole, whole, seed).toString('hex')));
  assert.ok(different.size > 90, `${different.size} of 100`);
  const choose = chooser(1);
  assert.equal(new Set(Array.from({ length: 1000 }, () => choose(10))).size, 10);
});

for (const target of Object.keys(targets) as TargetName[]) {
  const skip = existsSync(corpus) ? false : 'the corpus is not here';
  test(`${counts[target]} broken ${target} inputs: no crash, no hang, bounded memory`, { skip }, async () => {
    const { findings } = await fuzz({ target, corpus, first: 0, count: counts[target] });
    assert.deepEqual(findings, []);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPool, poolOf } from './check-pool.ts';

const rsa = { kind: 'rsa', bits: 3072 } as const;
const good = { algorithm: rsa, size: 20, warnBelow: 5 };

const wrong: readonly (readonly [string, Parameters<typeof checkPool>[0], RegExp])[] = [
  ['of what is made at once', { pool: [{ ...good, algorithm: { kind: 'ec', curve: 'P-256' } }] }, /pool\[0\]: P-256/],
  ['of no keys', { pool: [{ ...good, size: 0, warnBelow: 0 }] }, /pool\[0\]\.size/],
  ['of half a key', { pool: [{ ...good, size: 2.5, warnBelow: 1 }] }, /pool\[0\]\.size/],
  ['of more than anybody needs', { pool: [{ ...good, size: 10_001 }] }, /pool\[0\]\.size/],
  ['that warns when it is empty', { pool: [{ ...good, warnBelow: 0 }] }, /pool\[0\]\.warnBelow/],
  ['that is always low', { pool: [{ ...good, warnBelow: 21 }] }, /pool\[0\]\.warnBelow/],
  ['named twice', { pool: [good, { ...good, scal: 2 }] }, /pool\[1\]: RSA-3072 of SCAL2 is named twice/],
  ['of SCAL2 where there is none', { pool: [{ ...good, scal: 2 }], onlyScal1: true }, /pool\[0\]: keys of SCAL2/],
];
for (const [what, config, message] of wrong)
  test(`a SAM does not start with a pool ${what}`, () => assert.throws(() => checkPool(config), { message }));

test('a pool is of SCAL2, of the only SCAL there is, or of both', () => {
  checkPool({ pool: [good, { ...good, scal: 1 }] });
  checkPool({ pool: [good], onlyScal1: true });
  const scals = [poolOf({ pool: [good] }), poolOf({ pool: [good], onlyScal1: true })].flat().map(({ scal }) => scal);
  assert.deepEqual(scals, [2, 1]);
});

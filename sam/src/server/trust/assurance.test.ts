import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticationLevel, levelNamed, lower, namesOf } from './assurance.ts';
import type { Proof } from './policy.ts';

const proof = (more: Partial<Proof>): Proof => ({ kind: 'oidc', class: 'B', categories: [], ...more });

test('a level is known by its name on each scale, and no other word is one', () => {
  for (const name of ['substantial', 'AAL2', 'LoA3']) assert.equal(levelNamed(name), 'substantial');
  assert.deepEqual([levelNamed('AAL1'), levelNamed('LoA2'), levelNamed('low')], ['low', 'low', 'low']);
  assert.deepEqual([levelNamed('AAL3'), levelNamed('LoA4'), levelNamed('high')], ['high', 'high', 'high']);
  for (const name of ['LoA1', 'AAL4', 'HIGH', '', 'toString']) assert.equal(levelNamed(name), undefined);
  assert.deepEqual(namesOf('high'), { eidas: 'high', nist: 'AAL3', iso29115: 'LoA4' });
});

test('the assurance is the lower of proofing and authentication, whichever that is', () => {
  assert.equal(lower('high', 'substantial'), 'substantial');
  assert.equal(lower('low', 'high'), 'low');
  assert.equal(lower('high', 'high'), 'high');
});

test('an act of one category is low whatever is said of it, one of two is substantial at least', () => {
  assert.equal(authenticationLevel([]), 'low');
  assert.equal(authenticationLevel([proof({ categories: ['knowledge'], level: 'high' })]), 'low');
  const [code, pin] = [
    proof({ kind: 'otp', categories: ['possession'] }),
    proof({ kind: 'pin', categories: ['knowledge'] }),
  ];
  assert.equal(authenticationLevel([code, code]), 'low');
  assert.equal(authenticationLevel([code, pin]), 'substantial');
  assert.equal(authenticationLevel([proof({ categories: ['possession', 'knowledge'], level: 'high' })]), 'high');
});

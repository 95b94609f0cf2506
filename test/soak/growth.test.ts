import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth } from './growth.ts';

test('what rises by one each time has risen by as much as the half is long', () => {
  assert.equal(growth([1, 2, 3, 4, 5, 6, 7, 8]), 3);
  assert.equal(growth([100, 100, 100, 100, 1, 2, 3, 4]), 3);
});

test('what was taken at first and kept, or goes up and down, has not grown', () => {
  assert.equal(growth([1, 50, 90, 100, 100, 100, 100, 100]), 0);
  assert.equal(growth([0, 0, 0, 0, 5, 9, 9, 5]), 0);
});

test('of too few values nothing is said', () => {
  assert.deepEqual([growth([]), growth([7]), growth([1, 7])], [0, 0, 0]);
});

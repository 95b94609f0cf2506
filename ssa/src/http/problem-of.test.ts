import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '@chancery/store';
import { problemOf } from './problem-of.ts';

test('a database that is away is a matter of a minute; other failures of it say nothing', () => {
  assert.equal(problemOf(new StoreError('unreachable', 'at 192.0.2.1')).code, 'unavailable');
  assert.equal(problemOf(new StoreError('damaged', 'in a folder')).code, 'internal');
  for (const code of ['unreachable', 'damaged'] as const)
    assert.doesNotMatch(problemOf(new StoreError(code, 'at 192.0.2.1')).detail, /192/);
});

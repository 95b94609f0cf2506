import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '@chancery/store';
import { problemOf } from './problem-of.ts';

test('a text that no database keeps is the mistake of who sent it', () => {
  const { code, detail } = problemOf(new StoreError('text', 'in a column'));
  assert.equal(code, 'invalid_request');
  assert.doesNotMatch(detail, /column/);
});

test('a database that is away is a matter of a minute; other failures of it say nothing', () => {
  assert.equal(problemOf(new StoreError('unreachable', 'at 192.0.2.1')).code, 'unavailable');
  assert.equal(problemOf(new StoreError('damaged', 'in a folder')).code, 'internal');
  for (const code of ['unreachable', 'damaged'] as const)
    assert.doesNotMatch(problemOf(new StoreError(code, 'at 192.0.2.1')).detail, /192/);
});

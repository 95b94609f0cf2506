import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenRow } from './status.ts';

test('a token that is set aside is said with its reason, and what its profile means', () => {
  const since = '2026-01-02T03:04:05.000Z';
  assert.equal(
    tokenRow({ label: 'a', ok: false, since, reason: 'The token a does not answer (DEVICE_ERROR).', profile: 'T' }),
    `  token a: FAILS since ${since}: The token a does not answer (DEVICE_ERROR).; profile T, keys are wrapped again under trusted keys alone`,
  );
  assert.equal(
    tokenRow({ label: 'b', ok: true, profile: 'N' }),
    '  token b: works; profile N, keys are never wrapped again',
  );
});

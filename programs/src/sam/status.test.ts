import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolRow, tokenRow } from './status.ts';

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

test('a pool that runs low is said before it is empty, and what it means when it is', () => {
  const pool = { algorithm: 'RSA-3072', scal: 2, size: 20 } as const;
  assert.deepEqual(
    [20, 4, 0].map((ready) => poolRow({ ...pool, ready, low: ready < 5 })),
    [
      '  pool RSA-3072 of SCAL2: 20 of 20 ready',
      '  pool RSA-3072 of SCAL2: LOW: 4 of 20 ready',
      '  pool RSA-3072 of SCAL2: LOW: 0 of 20 ready; signers wait for theirs to be made',
    ],
  );
});

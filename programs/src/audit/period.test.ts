import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditFinding, AuditVerdict } from '@chancery/sam/server';
import { ofPeriod, readPeriod } from './period.ts';

const chain = (name: string, from: string, to: string) => ({ chain: name, records: 10, from, to });
const january = chain('january', '2026-01-01T00:00:00Z', '2026-01-31T00:00:00Z');
const march = chain('march', '2026-03-01T00:00:00Z', '2026-03-31T00:00:00Z');
const nowhere = chain('nowhere', '', '');

function verdict(...findings: AuditFinding[]): AuditVerdict {
  const chains = [january, march, nowhere];
  return { ok: findings.length === 0, records: 30, chains, checkpoints: 1, keys: [], findings };
}

const named = (from?: string, to?: string, ...findings: AuditFinding[]) => {
  const span = readPeriod({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
  const { ok, records, chains, elsewhere } = ofPeriod(verdict(...findings), span);
  return [ok, records, chains.map((one) => one.chain).join(), elsewhere];
};

test('no time, a day before itself, and nothing of a time are told apart', () => {
  assert.throws(() => named('yesterday'), /yesterday is no time/);
  assert.throws(() => named('2026-02-01', '2026-02-01'), /--from is before --to/);
  assert.deepEqual(named('2026-02-01', '2026-02-02'), [true, 10, 'nowhere', 0], 'who has no time is of every time');
});

test('the runs that were at work then are named, one in the middle of which it begins among them', () => {
  assert.deepEqual(named(), [true, 30, 'january,march,nowhere', 0]);
  assert.deepEqual(named('2026-01-15'), [true, 30, 'january,march,nowhere', 0]);
  assert.deepEqual(named('2026-02-01'), [true, 20, 'march,nowhere', 0]);
  assert.deepEqual(named(undefined, '2026-03-01'), [true, 20, 'january,nowhere', 0]);
});

test('a finding of that time is one, and of a checkpoint or a chain without a time always; others are counted', () => {
  const hash = { chain: 'march', seq: 11, finding: 'hash' } as const;
  assert.deepEqual(named('2026-03-15', '2026-04-15', hash), [false, 20, 'march,nowhere', 0]);
  assert.deepEqual(named('2026-03-01', '2026-03-15', hash), [true, 20, 'march,nowhere', 1], 'it came later');
  assert.deepEqual(named('2026-01-01', '2026-02-01', hash), [true, 20, 'january,nowhere', 1]);
  assert.equal(named('2026-03-01', '2026-03-15', { ...hash, finding: 'rolled-back' })[0], false);
  assert.equal(named('2026-02-01', '2026-02-02', { cp: 3, finding: 'checkpoint-gap' })[0], false);
  assert.equal(named('2026-02-01', '2026-02-02', { chain: 'nowhere', seq: 1, finding: 'gap' })[0], false);
});

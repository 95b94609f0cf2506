import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lacking } from '../peers.ts';
import { openApprovals } from '../soak/approvals.ts';
import { attackLedger } from '../soak/ledger.ts';

const attempts = 10_000;

test('no slot is spent twice by many who are killed in the middle of it', {
  skip: lacking('postgresql'),
}, async (t) => {
  const { bench, url, approved, close } = await openApprovals();
  try {
    const chals = await approved(100, 20);
    const outcome = await attackLedger({ url, db: bench.sam.db, chals, attempts });
    t.diagnostic(`${outcome.attempts} attempts, ${outcome.kills} killed, ${outcome.spent} of 2000 slots spent`);
    assert.deepEqual([outcome.twice, outcome.unlogged], [[], 0]);
    assert.ok(outcome.attempts >= attempts && outcome.kills > 0 && outcome.spent > 0);
    assert.equal(outcome.spent + outcome.free, 2000);
  } finally {
    await close();
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyAudit } from '../audit/audit-verification.ts';
import { digest, ecdsa, onEachDatabase, type Person, p256, refusedWith } from '../testing/bench.ts';
import { loadKey } from './key-store.ts';
import { destroyOverdue } from './one-time-key.ts';

onEachDatabase('a key for one signature', (bench) => {
  const state = async (key: string) => (await bench().ssa.key(key)).state;
  const sadOf = async (person: Person, key: string, parent: string, digests: readonly string[]) => {
    const { chal } = await bench().prepareSign(person, key, digests, { parent });
    await bench().approve(person, chal);
    return (await bench().ssa.status(chal)).result?.sad ?? '';
  };
  const sign = (sad: string, key: string, digests: readonly string[], callId = 'call') =>
    bench().ssa.sign({ sad, key, callId, scheme: ecdsa, digests });

  test('is used only under the act that made it, and no other key under an act', async () => {
    const person = await bench().enrol();
    const [one, two] = [await bench().oneTimeKey(person), await bench().oneTimeKey(person)];
    const lasting = await bench().key(person);
    const { chal: unapproved } = await bench().prepareKey(person, p256, 2, undefined, { once: true });
    for (const [key, more] of [
      [one.key, {}],
      [one.key, { parent: two.parent }],
      [one.key, { parent: unapproved }],
      [lasting, { parent: one.parent }],
    ] as const)
      await assert.rejects(bench().prepareSign(person, key, [digest()], more), refusedWith('policy'));
    await assert.rejects(
      bench().prepareSign(person, one.key, [digest()], { parent: 'c_none' }),
      refusedWith('not_found'),
    );
  });

  test('has no PIN, and is no organisation’s', async () => {
    const person = await bench().enrol();
    const { signer } = await bench().organization();
    for (const asked of [
      bench().prepareKey(person, p256, 1, '482913', { once: true }),
      bench().prepareKey({ signer }, p256, 2, undefined, { once: true, by: 'client' }),
    ])
      await assert.rejects(asked, refusedWith('policy'));
  });

  test('stands in both intents, signs once, and its blob is gone before', async () => {
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person);
    const digests = [digest(), digest()];
    const { chal } = await bench().prepareSign(person, key, digests, { parent });
    assert.equal((await bench().question(chal)).intent.parent, parent);
    await bench().approve(person, chal);
    const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
    await assert.rejects(sign(sad, key, digests.slice(1)), refusedWith('policy'), 'a part of what was approved');
    assert.equal(await state(key), 'active');
    const made = await sign(sad, key, digests);
    assert.equal(made.signatures.length, 2);
    const { record, chain } = await loadKey(bench().sam.db, bench().sam.module, key);
    assert.deepEqual([await state(key), record.blob, chain.length], ['destroyed', null, 1]);
    assert.deepEqual(await sign(sad, key, digests), made, 'the same call gets the same values');
    await assert.rejects(bench().prepareSign(person, key, digests, { parent }), refusedWith('key_state'));
  });

  test('of two approvals under one act one signs, however many ask at once', async () => {
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person);
    const digests = [digest()];
    const sads = [await sadOf(person, key, parent, digests), await sadOf(person, key, parent, digests)];
    const calls = Array.from({ length: 20 }, (_, i) => sign(sads[i % 2] ?? '', key, digests, `call-${i}`));
    const outcomes = await Promise.allSettled(calls);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('is destroyed when its signature is refused', async () => {
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person);
    const { chal } = await bench().prepareSign(person, key, [digest()], { parent });
    await bench().sic.refuse({ chal });
    assert.equal(await state(key), 'destroyed');
  });

  test('that stands again after it was destroyed is named by verification', async () => {
    const person = await bench().enrol();
    const { key } = await bench().oneTimeKey(person);
    const rows = bench().sam.db.selectFrom('key').selectAll().where('key', '=', key);
    const before = await rows.executeTakeFirstOrThrow();
    await bench().ssa.discardKey(key);
    await bench().sam.db.updateTable('key').set(before).where('key', '=', key).execute();
    const { findings } = await verifyAudit(bench().sam.db);
    assert.deepEqual(
      findings.map(({ finding }) => finding),
      ['rolled-back'],
    );
    await bench().ssa.discardKey(key);
  });

  test('is discarded by the SSA, which can discard no other; twice is once', async () => {
    const person = await bench().enrol();
    const { key } = await bench().oneTimeKey(person);
    const lasting = await bench().key(person);
    await assert.rejects(bench().ssa.discardKey(lasting), refusedWith('policy'));
    for (const _ of [1, 2]) await bench().ssa.discardKey(key);
    assert.deepEqual([await state(key), await state(lasting)], ['destroyed', 'active']);
  });

  test('whose row was edited keeps no other from being destroyed after its hour', async () => {
    const person = await bench().enrol();
    const [edited, other] = [await bench().oneTimeKey(person), await bench().oneTimeKey(person)];
    const { db } = bench().sam;
    const row = db.selectFrom('key').select('csr').where('key', '=', edited.key);
    const before = await row.executeTakeFirstOrThrow();
    await db
      .updateTable('key')
      .set({ csr: Buffer.from('x') })
      .where('key', '=', edited.key)
      .execute();
    bench().ahead = 3_602_000;
    try {
      await assert.rejects(destroyOverdue(bench().sam), AggregateError);
      assert.equal(await state(other.key), 'destroyed');
      await db.updateTable('key').set(before).where('key', '=', edited.key).execute();
      await destroyOverdue(bench().sam);
      assert.equal(await state(edited.key), 'destroyed');
    } finally {
      bench().ahead = 0;
    }
  });

  test('signs nothing after its hour, and is destroyed then', async () => {
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person);
    const lasting = await bench().key(person);
    const { created } = (await loadKey(bench().sam.db, bench().sam.module, key)).header;
    const { chal } = await bench().prepareSign(person, key, [digest()], { parent, lifetime: 3600 });
    assert.equal((await bench().question(chal)).intent.exp, created + 3600);
    bench().ahead = 3_602_000;
    try {
      await assert.rejects(bench().prepareSign(person, key, [digest()], { parent }), refusedWith('key_state'));
      await destroyOverdue(bench().sam);
      assert.deepEqual([await state(key), await state(lasting)], ['destroyed', 'active']);
      assert.equal(await destroyOverdue(bench().sam), 0);
    } finally {
      bench().ahead = 0;
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest, ecdsa, onEachDatabase, p256, refusedWith } from './testing/bench.ts';

onEachDatabase('a SAM without a machine of its own', (bench) => {
  test('makes no key of SCAL2 and uses none that it finds, approved before or not; those of SCAL1 sign', async () => {
    const person = await bench().enrol();
    const [one, two] = [await bench().key(person, p256, 1), await bench().key(person)];
    const hash = digest();
    const approved = await bench().sad(person, two, [hash]);
    await bench().stop();
    bench().options = { ...bench().options, config: { ...bench().options.config, onlyScal1: true } };
    await bench().start();
    const call = { callId: 'c', scheme: ecdsa, digests: [hash] };
    await assert.rejects(bench().ssa.sign({ sad: approved, key: two, ...call }), refusedWith('policy'));
    await assert.rejects(bench().prepareSign(person, two, [hash]), refusedWith('policy'));
    await assert.rejects(bench().prepareKey(person), refusedWith('policy'));
    const made = await bench().ssa.sign({ sad: await bench().sad(person, one, [hash]), key: one, ...call });
    assert.equal(made.signatures.length, 1);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../../client/index.ts';
import { type Bench, digest, onEachDatabase, type Person, refusedWith } from '../testing/bench.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';

onEachDatabase('a change of factors', (bench) => {
  test('stands in the intent, and is proven by a present factor', async () => {
    const person = await bench().enrol();
    const { chal } = await bench().prepareChange(person, { add: 'webauthn' });
    const { intent, act } = await bench().question(chal);
    assert.deepEqual([intent.change, intent.factors], [{ add: 'webauthn' }, ['webauthn+webauthn-registration']]);
    const other = new SoftwareAuthenticator();
    for (const evidence of [
      [other.register(act)],
      [person.passkey.assert(act)],
      [other.assert(act), other.register(act)],
    ])
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    await bench().sic.approve({ chal, evidence: [person.passkey.assert(act), other.register(act)] });
    assert.deepEqual(await bench().ssa.status(chal), { state: 'activated', result: { signer: person.signer } });
    const factors = await bench().ssa.factorsOf(person.signer);
    assert.deepEqual(
      factors.map(({ id, kind }) => [id, kind]),
      [
        [person.passkey.id, 'webauthn'],
        [other.id, 'webauthn'],
      ],
    );
    const records = await bench().sam.db.selectFrom('audit').select('record').execute();
    const told = records
      .map(({ record }) => JSON.parse(record))
      .find((one) => one.object === chal && one.detail.proofs);
    assert.deepEqual([told.detail.purpose, told.detail.change], ['factor.change', { add: 'webauthn' }]);
    await sign(bench(), { ...person, passkey: other });
  });

  test('adds nothing but what it says', async () => {
    const person = await bench().enrol();
    const { chal } = await bench().prepareChange(person, { add: 'webauthn' });
    const { act } = await bench().question(chal);
    const pin: Evidence = { kind: 'pin-registration', jwe: 'e30....' };
    const evidence = [person.passkey.assert(act), pin];
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    const known = await bench().enrol();
    const theirs = [person.passkey.assert(act), known.passkey.register(act)];
    await assert.rejects(bench().sic.approve({ chal, evidence: theirs }), refusedWith('evidence_invalid'));
  });

  test('a removed passkey approves nothing any more, not even what it was asked for before', async () => {
    const person = await bench().enrol();
    const other = await add(bench(), person);
    const key = await bench().key(person);
    const before = await bench().prepareSign(person, key, [digest()]);
    await remove(bench(), { ...person, passkey: other }, person.passkey.id);
    const { act } = await bench().question(before.chal);
    const evidence = [person.passkey.assert(act)];
    await assert.rejects(bench().sic.approve({ chal: before.chal, evidence }), refusedWith('evidence_invalid'));
    await bench().sic.approve({ chal: before.chal, evidence: [other.assert(act)] });
  });

  test('never removes the last factor that decides, nor one of somebody else', async () => {
    const person = await bench().enrol();
    await bench().setPin(person, '482913');
    await assert.rejects(remove(bench(), person, person.passkey.id), refusedWith('policy'));
    const stranger = await bench().enrol();
    for (const id of [stranger.passkey.id, 'pin:k_1', 'nothing'])
      await assert.rejects(bench().prepareChange(person, { remove: id }), refusedWith('policy'));
    await remove(bench(), person, 'pin');
    await assert.rejects(bench().prepareChange(person, { remove: 'pin' }), refusedWith('policy'));
  });

  test('two removals at once leave one', async () => {
    const person = await bench().enrol();
    const other = await add(bench(), person);
    const outcomes = await Promise.allSettled([
      remove(bench(), person, other.id),
      remove(bench(), { ...person, passkey: other }, person.passkey.id),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });
});

async function add(bench: Bench, person: Person): Promise<SoftwareAuthenticator> {
  const other = new SoftwareAuthenticator();
  const { chal } = await bench.prepareChange(person, { add: 'webauthn' });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [person.passkey.assert(act), other.register(act)] });
  return other;
}

async function remove(bench: Bench, { signer, passkey }: Person, id: string): Promise<void> {
  const { chal } = await bench.prepareChange({ signer }, { remove: id });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [passkey.assert(act)] });
}

async function sign(bench: Bench, person: Person): Promise<void> {
  const key = await bench.key(person);
  await bench.sad(person, key, [digest()]);
}

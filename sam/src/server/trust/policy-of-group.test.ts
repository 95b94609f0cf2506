import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupPolicy } from '../config.ts';
import { type Bench, digest, onEachDatabase, p256, refusedWith } from '../testing/bench.ts';

const passkeyAndPin: GroupPolicy = {
  group: 'g_1',
  id: 'strict',
  scal1: ['webauthn'],
  scal2: ['webauthn+pin'],
};
const ordinary: GroupPolicy = { ...passkeyAndPin, id: 'ordinary', scal2: ['webauthn'] };

onEachDatabase('the policy of a group', (bench) => {
  test('stands in the intent: which one it is and the ways that it leaves', async () => {
    const { person, key } = await somebody(bench());
    await officers(bench(), passkeyAndPin);
    const { intent } = await asked(bench(), person, key);
    assert.deepEqual([intent.policy, intent.factors], ['scal2-strict', ['webauthn+pin']]);
    await officers(bench());
    const { intent: after } = await asked(bench(), person, key);
    assert.deepEqual([after.policy, after.factors], ['scal2-webauthn', ['webauthn']]);
  });

  test('of all others is taken where a group has none', async () => {
    const { person, key } = await somebody(bench());
    await officers(bench(), { ...ordinary, group: '*' }, { ...passkeyAndPin, group: 'g_2' });
    assert.equal((await asked(bench(), person, key)).intent.policy, 'scal2-ordinary');
    await officers(bench());
  });

  test('a way that was not asked for is refused', async () => {
    const { person, key } = await somebody(bench());
    await officers(bench(), passkeyAndPin);
    const { chal, act } = await asked(bench(), person, key);
    const evidence = [person.passkey.assert(act)];
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    await officers(bench());
  });

  test('tightened after the question holds for the answer', async () => {
    const { person, key } = await somebody(bench());
    const { chal, act } = await asked(bench(), person, key);
    await officers(bench(), passkeyAndPin);
    const evidence = [person.passkey.assert(act)];
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
    await officers(bench());
    await bench().sic.approve({ chal, evidence: [person.passkey.assert(act)] });
  });

  test('lets the decision alone approve for a key of SCAL1, never for one of SCAL2', async () => {
    const person = await bench().enrol();
    const keys = [await bench().key(person, p256, 1), await bench().key(person)] as const;
    await officers(bench(), { ...ordinary, scal1: ['consent'] });
    const evidence = [{ kind: 'consent' }] as const;
    const first = await asked(bench(), person, keys[0]);
    assert.deepEqual([first.intent.policy, first.intent.factors], ['scal1-ordinary', ['consent']]);
    await bench().sic.approve({ chal: first.chal, evidence });
    const second = await asked(bench(), person, keys[1]);
    await assert.rejects(bench().sic.approve({ chal: second.chal, evidence }), refusedWith('evidence_invalid'));
    await officers(bench());
  });

  test('edited, planted or taken away in the database is refused', async () => {
    const { person, key } = await somebody(bench());
    await officers(bench(), passkeyAndPin);
    const { db } = bench().sam;
    const rows = db.selectFrom('trust').selectAll().where('kind', '=', 'policy');
    const own = await rows.where('id', '=', 'g_1').executeTakeFirstOrThrow();
    const weaker = { data: own.data.replace('webauthn+pin', 'webauthn') };
    const atOwn = (set: object) =>
      db.updateTable('trust').set(set).where('kind', '=', 'policy').where('id', '=', 'g_1');
    await atOwn(weaker).execute();
    await assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('policy'));
    const others = await rows.where('id', '=', '*').executeTakeFirstOrThrow();
    await atOwn({ data: others.data, mac: others.mac }).execute();
    await assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('policy'));
    await db.deleteFrom('trust').where('kind', '=', 'policy').execute();
    await assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('policy'));
    await db.insertInto('trust').values([own, others]).execute();
    await officers(bench());
  });
});

async function officers(bench: Bench, ...policies: readonly GroupPolicy[]): Promise<void> {
  await bench.officers({ idps: [bench.idp.trusted], policies });
}

async function somebody(bench: Bench) {
  const person = await bench.enrol();
  return { person, key: await bench.key(person) };
}

async function asked(bench: Bench, person: Parameters<Bench['prepareSign']>[0], key: string) {
  const { chal } = await bench.prepareSign(person, key, [digest()]);
  return { chal, ...(await bench.question(chal)) };
}

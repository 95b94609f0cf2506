import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, digest, onEmbedded, type Person } from '../testing/bench.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { verifyAudit } from './audit-verification.ts';

onEmbedded('verification of what signers approve with', (bench) => {
  const found = async () => (await verifyAudit(bench().sam.db)).findings.map(({ finding }) => finding);
  const row = (signer: string, factor: string) =>
    bench()
      .sam.db.selectFrom('factor')
      .selectAll()
      .where('signer', '=', signer)
      .where('factor', '=', factor)
      .executeTakeFirstOrThrow();

  test('finds a passkey that was removed and put back', async () => {
    const person = await bench().enrol();
    const other = await added(bench(), person);
    const before = await row(person.signer, person.passkey.id);
    await removed(bench(), { ...person, passkey: other }, person.passkey.id);
    assert.deepEqual(await found(), []);
    await bench().sam.db.insertInto('factor').values(before).execute();
    assert.deepEqual(await found(), ['factor']);
    await bench().sam.db.deleteFrom('factor').where('factor', '=', before.factor).execute();
  });

  test('finds an older PIN in the place of the one that is in force', async () => {
    const person = await bench().enrol();
    await bench().setPin(person, '482913');
    const { data, mac } = await row(person.signer, 'pin');
    await bench().setPin(person, '739264');
    const now = await row(person.signer, 'pin');
    assert.deepEqual(await found(), []);
    const set = (to: { data: string; mac: Uint8Array }) =>
      bench().sam.db.updateTable('factor').set(to).where('signer', '=', person.signer).where('factor', '=', 'pin');
    await set({ data, mac }).execute();
    assert.deepEqual(await found(), ['factor']);
    await set({ data: now.data, mac: now.mac }).execute();
    assert.deepEqual(await found(), []);
  });

  test('finds one that was taken away, and a counter that was set back', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    await bench().sad(person, key, [digest()]);
    const before = await row(person.signer, person.passkey.id);
    const set = (counter: number) =>
      bench().sam.db.updateTable('factor').set({ counter }).where('factor', '=', before.factor).execute();
    await set(before.counter - 1);
    assert.deepEqual(await found(), ['factor']);
    await set(before.counter + 1);
    assert.deepEqual(await found(), []);
    await bench().sam.db.deleteFrom('factor').where('factor', '=', before.factor).execute();
    assert.deepEqual(await found(), ['factor']);
    await bench().sam.db.insertInto('factor').values(before).execute();
    assert.deepEqual(await found(), []);
  });
});

async function added(bench: Bench, person: Person): Promise<SoftwareAuthenticator> {
  const other = new SoftwareAuthenticator();
  const { chal } = await bench.prepareChange(person, { add: 'webauthn' });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [person.passkey.assert(act), other.register(act)] });
  return other;
}

async function removed(bench: Bench, person: Person, id: string): Promise<void> {
  const { chal } = await bench.prepareChange(person, { remove: id });
  await bench.approve(person, chal);
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OfficerSamClient } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { type Bench, digest, onEmbedded, type Person, refusedWith } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';
import { type Holder, holder, ticketFor } from '../testing/phone-holder.ts';
import { TestDevice } from '../testing/test-device.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const byPhone = { group: 'g_1', id: 'phone', scal1: ['webauthn'], scal2: ['webauthn', 'device'] };

onEmbedded('keys that were frozen by “I did not ask for this”', (bench) => {
  const clients = new Map<string, OfficerSamClient>();
  before(async () => {
    await bench().stop();
    const { listen, config } = bench().options;
    const trust = { ...config.trust, policies: [byPhone] };
    bench().options = {
      ...bench().options,
      listen: { ...listen, officer: officers.door() },
      config: { ...config, officers: officers.list, trust },
    };
    await bench().start();
  });
  after(async () => {
    for (const client of clients.values()) await client.close();
  });
  const as = (name: string) => {
    const client = clients.get(name) ?? officers.client(name);
    clients.set(name, client);
    return client;
  };
  const ask = (signer: string, name = 'rita') =>
    as(name).request({ type: 'signer.release', params: { signer }, reason: 'She called, and her phone is hers.' });
  const release = async ({ signer }: Person) => {
    const operation = await ask(signer);
    for (const name of ['ada', 'berta']) await as(name).approve(operation);
  };
  const refusedToSign = (person: Person, key: string) =>
    assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('key_state'));

  test('stay frozen by the word of one officer, of an auditor, of who asked; and where nothing is frozen there is nothing to ask', async () => {
    const person = await holder(bench());
    await assert.rejects(ask(person.signer), refusedWith('policy'));
    await alarm(bench(), person);
    await assert.rejects(ask(person.signer, 'udo'), refusedWith('policy'));
    const operation = await ask(person.signer, 'ada');
    await assert.rejects(as('ada').approve(operation), refusedWith('policy'));
    await as('berta').approve(operation);
    await assert.rejects(as('berta').approve(operation), refusedWith('policy'));
    await refusedToSign(person, person.key);
  });

  test('sign again when two have approved, and both stand in the log', async () => {
    const person = await holder(bench());
    await alarm(bench(), person);
    await refusedToSign(person, person.key);
    await release(person);
    const hash = digest();
    const sad = await bench().sad(person, person.key, [hash]);
    await bench().ssa.sign({ sad, key: person.key, callId: 'a', scheme, digests: [hash] });
    const log = (await bench().sam.db.selectFrom('audit').select('record').execute()).map(({ record }) => record);
    const [released = ''] = log.filter((one) => one.includes('SIGNER_RELEASED') && one.includes(person.signer));
    assert.deepEqual(JSON.parse(released).detail.keys, [person.key]);
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });

  test('sign nothing that was approved, and nothing that was asked, before', async () => {
    const person = await holder(bench());
    const [hash, other] = [digest(), digest()];
    const sad = await bench().sad(person, person.key, [hash]);
    const asked = await bench().prepareSign(person, person.key, [other]);
    const { act } = await bench().question(asked.chal);
    const late = await ticketFor(bench(), person);
    await alarm(bench(), person);
    await release(person);
    const call = { sad, key: person.key, callId: 'a', scheme, digests: [hash] };
    await assert.rejects(bench().ssa.sign(call), refusedWith('sad_used'));
    const evidence = [person.passkey.assert(act)];
    await assert.rejects(bench().sic.approve({ chal: asked.chal, evidence }), refusedWith('expired'));
    const phone = await TestDevice.make();
    const joining = await phone.joining(late.encryption, late.ticket);
    await assert.rejects(bench().sic.joinDevice(joining), refusedWith('expired'));
  });

  test('put back in the database to what they were are found by verification', async () => {
    const person = await holder(bench());
    const { db } = bench().sam;
    const row = () => db.selectFrom('key').selectAll().where('key', '=', person.key).executeTakeFirstOrThrow();
    const before = await row();
    await alarm(bench(), person);
    const frozen = await row();
    const { created: _, ...old } = before;
    await db.updateTable('key').set(old).where('key', '=', person.key).execute();
    const { findings } = await verifyAudit(db);
    assert.deepEqual(
      findings.map(({ finding }) => finding),
      ['rolled-back'],
    );
    const { created: __, ...now } = frozen;
    await db.updateTable('key').set(now).where('key', '=', person.key).execute();
  });
});

/** Her phone is asked, and she says that she did not ask. */
async function alarm(bench: Bench, person: Holder): Promise<void> {
  const { chal } = await bench.prepareSign(person, person.key, [digest()]);
  await bench.sic.promptDevice({ chal });
  const { act } = await bench.question(chal);
  const ih = Buffer.from(act.ih).toString('base64url');
  await bench.sic.device(await person.phone.say('report', { chal, ih }));
}

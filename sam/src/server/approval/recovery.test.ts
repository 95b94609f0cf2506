import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Evidence, OfficerSamClient, OperationInfo, RegisteredPerson } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { digest, onEachDatabase, type Person, p256, refusedWith, returnUrl } from '../testing/bench.ts';
import { MessageSink } from '../testing/message-sink.ts';
import { TestOfficers } from '../testing/officers.ts';
import { ticketFor } from '../testing/phone-holder.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { TestDevice } from '../testing/test-device.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

const hour = 3_600_000;
const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const byPhoneOrCode = {
  group: 'g_1',
  id: 'many',
  scal1: ['webauthn'],
  scal2: ['webauthn', 'device', 'otp+pin'],
  decides: ['otp'] as const,
};

onEachDatabase('a signer who has lost every factor', (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-messages-'));
  const sink = new MessageSink();
  const clients = new Map<string, OfficerSamClient>();
  before(async () => {
    await sink.listen(join(folder, 'messages.sock'));
    await bench().stop();
    const { listen, config } = bench().options;
    const trust = { ...config.trust, policies: [byPhoneOrCode] };
    bench().options = {
      ...bench().options,
      listen: { ...listen, officer: officers.door() },
      messaging: { socket: join(folder, 'messages.sock') },
      config: { ...config, officers: officers.list, trust },
    };
    await bench().start();
  });
  after(async () => {
    for (const client of clients.values()) await client.close();
    sink.close();
    rmSync(folder, { recursive: true });
  });
  const as = (name: string) => {
    const client = clients.get(name) ?? officers.client(name);
    clients.set(name, client);
    return client;
  };
  const phone = { phone_number: '+4915112345678', phone_number_verified: true };
  const enrolled = () => bench().enrol(undefined, phone);

  const row = ({ signer }: Person) =>
    bench().sam.db.selectFrom('signer').selectAll().where('signer', '=', signer).executeTakeFirstOrThrow();

  const asked = (signer: string, proof = 'login') =>
    as('olga').request({
      type: 'signer.recover',
      params: { signer, proof },
      reason: 'Phone and passkey in the river.',
    });
  const allowed = async (signer: string, proof = 'login'): Promise<OperationInfo> => {
    const operation = await asked(signer, proof);
    await as('ada').approve(operation);
    return as('berta').approve(operation);
  };
  /** Her first step on the approval page, once officers have allowed it. */
  const begun = async ({ subject }: Person, login = subject) => {
    const { chal } = await bench().prepareEnrol(subject);
    const { act, intent } = await bench().question(chal);
    const passkey = new SoftwareAuthenticator();
    const pin = await bench().typed(chal, '739264', 'pin-registration');
    const proof = await bench().login(act.ih, login, phone);
    const evidence: readonly Evidence[] = [proof, passkey.register(act), pin];
    return { chal, act, intent, passkey, evidence };
  };
  const approve = ({ chal, evidence }: { readonly chal: string; readonly evidence: readonly Evidence[] }) =>
    bench().sic.approve({ chal, evidence });
  const recovered = async (person: Person): Promise<Person> => {
    await allowed(person.signer);
    const { chal, passkey, evidence } = await begun(person);
    await bench().sic.approve({ chal, evidence });
    return { ...person, passkey };
  };

  test('begins anew: two officers, a fresh login and a passkey; her keys are hers still, everything else of before is gone', async () => {
    const person = await enrolled();
    const key = await bench().key(person);
    await allowed(person.signer);
    const { chal, intent, passkey, evidence } = await begun(person);
    assert.deepEqual([intent.sub, intent.policy], [person.signer, 'recover-idp']);
    assert.match(intent.recovery ?? '', /^op_/);
    await bench().sic.approve({ chal, evidence });
    assert.equal((await bench().ssa.status(chal)).result?.signer, person.signer);
    const factors = await bench().ssa.factorsOf(person.signer);
    assert.deepEqual(factors.map(({ id }) => id).sort(), [passkey.id, 'pin'].sort());
    assert.equal((await bench().ssa.key(key)).signer, person.signer);
    const told = sink.messages.at(-1);
    assert.equal(told?.to, 'tel:+4915112345678');
    assert.match(told?.text ?? '', /was replaced at Test[\s\S]*If this was not you/);
    const log = (await bench().sam.db.selectFrom('audit').select('record').execute()).map(({ record }) => record);
    const [record = ''] = log.filter((one) => one.includes('"ev":"SIGNER_RECOVERED"') && one.includes(person.signer));
    assert.ok(JSON.parse(record).detail.gone.includes(person.passkey.id));
    assert.ok(log.some((one) => one.includes('"ev":"OPERATION_EXECUTED"') && one.includes(intent.recovery ?? '')));
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });

  test('does not by the word of one officer, of who asked, or of an auditor; nor by the front end’s, whatever it asks', async () => {
    const person = await enrolled();
    const ordinary = async () => {
      const { chal, intent, evidence } = await begun(person);
      assert.equal(intent.recovery, undefined);
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
    };
    await ordinary();
    const operation = await asked(person.signer);
    await ordinary();
    await as('ada').approve(operation);
    await assert.rejects(as('ada').approve(operation), refusedWith('policy'));
    await assert.rejects(as('olga').approve(operation), refusedWith('policy'));
    await ordinary();
    const recover = { type: 'signer.recover', params: { signer: person.signer, proof: 'login' }, reason: 'x' } as const;
    await assert.rejects(as('udo').request(recover), refusedWith('policy'));
    await assert.rejects(asked('sgn_nobody'), refusedWith('not_found'));
    await bench().sam.db.updateTable('operation').set({ state: 'executed' }).where('op', '=', operation.op).execute();
    await ordinary();
  });

  test('is nobody else: the login of another, an older one, and one that proves less are refused', async () => {
    const person = await enrolled();
    const stranger = await enrolled();
    await allowed(person.signer);
    const wrong = await begun(person, stranger.subject);
    await assert.rejects(approve(wrong), refusedWith('evidence_invalid'));
    const { chal, act, evidence } = await begun(person);
    const stale = await bench().login(act.ih, person.subject, { auth_time: Math.floor(Date.now() / 1000) - 600 });
    for (const proof of [stale, person.passkey.assert(act)])
      await assert.rejects(
        bench().sic.approve({ chal, evidence: [proof, ...evidence.slice(1)] }),
        refusedWith('evidence_invalid'),
      );
    const weaker = { ...bench().idp.trusted, loa: 'low' as const };
    await bench().officers({ idps: [weaker], policies: [byPhoneOrCode] });
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
    await bench().officers({ idps: [bench().idp.trusted], policies: [byPhoneOrCode] });
    await bench().sic.approve({ chal, evidence });
  });

  test('does so once: the same proof again, and another question under the same word of the officers, are refused', async () => {
    const person = await enrolled();
    await allowed(person.signer);
    const [one, other] = [await begun(person), await begun(person)];
    await approve(one);
    await assert.rejects(approve(one), refusedWith('expired'));
    await assert.rejects(approve(other), refusedWith('expired'));
    const again = await begun(person);
    assert.equal(again.intent.recovery, undefined);
    await allowed(person.signer);
    const third = await begun(person);
    const replayed = [one.evidence[0] as Evidence, ...third.evidence.slice(1)];
    await assert.rejects(
      bench().sic.approve({ chal: third.chal, evidence: replayed }),
      refusedWith('evidence_invalid'),
    );
    const withdrawn = await as('olga').operations();
    const waiting = withdrawn.find(({ type, state }) => type === 'signer.recover' && state === 'open');
    await as('olga').withdraw(waiting?.op ?? '');
    await assert.rejects(approve(third), refusedWith('expired'));
  });

  test('of two at once one begins anew', async () => {
    const person = await enrolled();
    await allowed(person.signer);
    const both = [await begun(person), await begun(person)];
    const outcomes = await Promise.allSettled(both.map((one) => approve(one)));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const passkeys = (await bench().ssa.factorsOf(person.signer)).filter(({ kind }) => kind === 'webauthn');
    assert.equal(passkeys.length, 1);
  });

  test('approves nothing by the passkey, the PIN, the phone or the number of before, nor by what they had approved', async () => {
    const person = await enrolled();
    const device = await TestDevice.make();
    const joined = await ticketFor(bench(), person);
    device.id = (await bench().sic.joinDevice(await device.joining(joined.encryption, joined.ticket))).device;
    await bench().sic.confirmDevice({ ticket: joined.ticket });
    const key = await bench().key(person, p256, 1, '482913');
    const hash = digest();
    const sad = await bench().sad(person, key, [hash]);
    const open = await bench().prepareSign(person, key, [digest()]);
    const { act } = await bench().question(open.chal);
    const late = await ticketFor(bench(), person);
    const anew = await recovered(person);
    const call = { sad, key, callId: 'x', scheme, digests: [hash] };
    await assert.rejects(bench().ssa.sign(call), refusedWith('sad_used'));
    const evidence = [person.passkey.assert(act)];
    await assert.rejects(bench().sic.approve({ chal: open.chal, evidence }), refusedWith('expired'));
    await assert.rejects(bench().sic.device(await device.say('list')), refusedWith('evidence_invalid'));
    const other = await TestDevice.make();
    await assert.rejects(
      bench().sic.joinDevice(await other.joining(late.encryption, late.ticket)),
      refusedWith('expired'),
    );
    const pin = { signer: person.signer, key, pin: '482913', n: 1, client: 'sp_1' };
    await assert.rejects(bench().ssa.authorizePin(pin), refusedWith('pin_invalid'));
    const next = await bench().prepareSign(person, key, [digest()]);
    const question = await bench().question(next.chal);
    await assert.rejects(
      bench().sic.approve({ chal: next.chal, evidence: [person.passkey.assert(question.act)] }),
      refusedWith('evidence_invalid'),
    );
    await bench().approve(anew, next.chal);
  });

  test('the rest cannot be edited away, and lasts as long as officers say', async () => {
    const person = await enrolled();
    const key = await bench().key(person);
    const everybody = { group: '*', id: 'all', scal1: ['webauthn'], scal2: ['webauthn'], coolDown: 48 };
    await bench().officers({ idps: [bench().idp.trusted], policies: [byPhoneOrCode, everybody] });
    const before = await row(person);
    const anew = await recovered(person);
    await bench().officers({ idps: [bench().idp.trusted], policies: [byPhoneOrCode] });
    const { db } = bench().sam;
    const { rests_until } = await row(person);
    assert.equal(Math.round(((rests_until?.getTime() ?? 0) - Date.now()) / hour), 48);
    const set = (to: Partial<typeof before>) =>
      db.updateTable('signer').set(to).where('signer', '=', person.signer).execute();
    const now = await row(person);
    await set({ rests_until: null });
    await assert.rejects(bench().prepareSign(anew, key, [digest()]), refusedWith('policy'));
    await set(before);
    const { findings } = await verifyAudit(db);
    assert.deepEqual(
      findings.map(({ finding }) => finding),
      ['rolled-back'],
      'the row of before is authentic, and found',
    );
    await set(now);
  });

  test('before a registration officer, where the officers ask for that: a login is not enough then', async () => {
    const person = await enrolled();
    await allowed(person.signer, 'officer');
    const { chal } = await bench().prepareEnrol(person.subject);
    const { act, intent } = await bench().question(chal);
    assert.equal(intent.person?.subject, person.subject);
    const passkey = new SoftwareAuthenticator();
    const pin = await bench().typed(chal, '739264', 'pin-registration');
    const [login, registration] = [await bench().login(act.ih, person.subject), passkey.register(act)];
    const by = (proof: Evidence) => approve({ chal, evidence: [proof, registration, pin] });
    await assert.rejects(by(login), refusedWith('evidence_invalid'));
    const mei: RegisteredPerson = { subject: 'PNOUT-7', loa: 'high', attributes: { commonName: 'Mei Tan' } };
    const common = { group: 'g_1', client: 'sp_1', clientName: 'Bank X', returnUrl };
    const begin = () => bench().ssa.prepare({ ...common, purpose: 'enrol', account: 'acc-mei', registered: mei });
    const hers = await begin();
    const ticketOf = async (of: string) => (await as('rita').vouch(await as('rita').registration(of))).ticket;
    const foreign = await ticketOf(hers.chal);
    await assert.rejects(by({ kind: 'ticket', ticket: foreign }), refusedWith('evidence_invalid'));
    await by({ kind: 'ticket', ticket: await ticketOf(chal) });
    const key = await bench().key({ ...person, passkey }, p256, 1);
    assert.ok(await bench().sad({ ...person, passkey }, key, [digest()]));
    const enrol = async (of: string) => {
      const question = await bench().question(of);
      const typed = await bench().typed(of, '739264', 'pin-registration');
      const evidence: Evidence[] = [{ kind: 'ticket', ticket: await ticketOf(of) }];
      await approve({ chal: of, evidence: [...evidence, new SoftwareAuthenticator().register(question.act), typed] });
      return (await bench().ssa.status(of)).result?.signer ?? '';
    };
    const signer = await enrol(hers.chal);
    await assert.rejects(asked(signer, 'login'), refusedWith('policy'), 'she has never logged in anywhere');
    await allowed(signer, 'officer');
    assert.equal(await enrol((await begin()).chal), signer);
  });

  test('goes on though nobody carries the message, which the log says', async () => {
    const person = await enrolled();
    sink.refusing = true;
    await recovered(person).finally(() => {
      sink.refusing = false;
    });
    const log = (await bench().sam.db.selectFrom('audit').select('record').execute()).map(({ record }) => record);
    const [told = ''] = log.filter((one) => one.includes('"ev":"SIGNER_TOLD"') && one.includes(person.signer));
    assert.equal(JSON.parse(told).outcome, 'refused');
  });

  test('her keys of SCAL2 rest for a day, whatever she approves by; those of SCAL1 sign at once', async () => {
    const person = await enrolled();
    const [scal1, scal2] = [await bench().key(person, p256, 1), await bench().key(person)];
    const anew = await recovered(person);
    const hash = digest();
    const sad = await bench().sad(anew, scal1, [hash]);
    await bench().ssa.sign({ sad, key: scal1, callId: 'a', scheme, digests: [hash] });
    await assert.rejects(bench().prepareSign(anew, scal2, [digest()]), refusedWith('key_state'));
    const fresh = await bench().key(anew);
    await assert.rejects(bench().prepareSign(anew, fresh, [digest()]), refusedWith('key_state'));
    try {
      bench().ahead = 23 * hour;
      await assert.rejects(bench().prepareSign(anew, scal2, [digest()]), refusedWith('key_state'));
      bench().ahead = 24 * hour;
      assert.ok(await bench().sad(anew, scal2, [digest()]));
    } finally {
      bench().ahead = 0;
    }
  });
});

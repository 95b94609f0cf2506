import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { canonicalize, type DeviceEvidence, type PushRequest } from '../../client/index.ts';
import { loadChallenge } from '../approval/challenge.ts';
import type { GroupPolicy } from '../config.ts';
import { type Bench, digest, ecdsa, onPostgres, type Person, refusedWith } from '../testing/bench.ts';
import { type Holder, holder, ticketFor } from '../testing/phone-holder.ts';
import { newKeys, TestDevice } from '../testing/test-device.ts';
import { numberOf } from './device-prompt.ts';

const byPhone: GroupPolicy = {
  group: 'g_1',
  id: 'phone',
  scal1: ['webauthn', 'device'],
  scal2: ['webauthn', 'device'],
};

onPostgres('a phone', (bench) => {
  const trust = (...policies: GroupPolicy[]) => bench().officers({ idps: [bench().idp.trusted], policies });
  before(() => trust(byPhone, { ...byPhone, group: 'g_2', push: true }));

  test('approves what it was asked, with the number of the page typed', async () => {
    const person = await holder(bench());
    const { chal, act } = await asked(bench(), person);
    const { requests = [] } = await bench().sic.device(await person.phone.say('list'));
    assert.deepEqual(requests, [{ chal, statement: requests[0]?.statement }]);
    const { number } = await bench().sic.promptDevice({ chal });
    await bench().sic.approve({ chal, evidence: [await person.phone.approve(chal, act.ih, number ?? '')] });
    assert.equal((await bench().ssa.status(chal)).state, 'activated');
    assert.deepEqual(await bench().sic.device(await person.phone.say('list')), { requests: [] });
  });

  describe('is refused', () => {
    type Bend = (person: Holder, given: { chal: string; ih: Uint8Array; number: string }) => Promise<DeviceEvidence>;
    const wrong: [string, Bend][] = [
      ['with an old counter', (person, { chal, ih, number }) => person.phone.approve(chal, ih, number, { ctr: 1 })],
      ['without a counter', (person, { chal, ih, number }) => person.phone.approve(chal, ih, number, { ctr: 0 })],
      ['with another ih', (person, { chal, number }) => person.phone.approve(chal, Buffer.alloc(32), number)],
      [
        'with a wrong number',
        (person, { chal, ih, number }) => person.phone.approve(chal, ih, number === '47' ? '48' : '47'),
      ],
      ['for another challenge', (person, { ih, number }) => person.phone.approve('c_other', ih, number)],
      [
        'without its user verified',
        (person, { chal, ih, number }) => person.phone.approve(chal, ih, number, { uv: 'none' }),
      ],
      [
        'signed by its transport key',
        async (person, { chal, ih, number }) => {
          const claims = { chal, ih: Buffer.from(ih).toString('base64url'), num: number, ctr: 9, uv: 'passcode' };
          return { kind: 'device', jws: await person.phone.sign('approve', claims, person.phone.keys.transport.own) };
        },
      ],
      [
        'with a no taken for a yes',
        async (person, { chal, ih, number }) => {
          const claims = { chal, ih: Buffer.from(ih).toString('base64url'), num: number, ctr: 9, uv: 'passcode' };
          return { kind: 'device', jws: await person.phone.sign('deny', claims, person.phone.keys.auth.own) };
        },
      ],
      [
        'that is another signer’s',
        async (_person, { chal, ih, number }) => (await holder(bench())).phone.approve(chal, ih, number),
      ],
    ];
    for (const [title, bend] of wrong) {
      test(`${title}, and the request stays open`, async () => {
        const person = await holder(bench());
        const first = await asked(bench(), person);
        await approve(bench(), person, first.chal);
        const { chal, act } = await asked(bench(), person);
        const { number = '' } = await bench().sic.promptDevice({ chal });
        const evidence = [await bend(person, { chal, ih: act.ih, number })];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
        assert.equal((await bench().ssa.status(chal)).state, 'open');
      });
    }

    test('when it is revoked: by the front end, by its user elsewhere, by itself', async () => {
      const away: ((person: Holder) => Promise<unknown>)[] = [
        ({ signer, phone }) => bench().ssa.revokeDevice({ signer, device: phone.id }),
        (person) => remove(bench(), person, person.phone.id),
        async ({ phone }) => bench().sic.device(await phone.say('leave')),
      ];
      for (const revoke of away) {
        const person = await holder(bench());
        const { chal, act } = await asked(bench(), person);
        const { number = '' } = await bench().sic.promptDevice({ chal });
        await revoke(person);
        const evidence = [await person.phone.approve(chal, act.ih, number)];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
        await assert.rejects(bench().sic.device(await person.phone.say('list')), refusedWith('evidence_invalid'));
        const page = await bench().sic.fetch(chal);
        assert.equal(page.device, undefined);
      }
    });

    test('when its row was put into another state in the database', async () => {
      const person = await holder(bench());
      const { chal } = await asked(bench(), person);
      await bench().ssa.revokeDevice({ signer: person.signer, device: person.phone.id });
      const { db } = bench().sam;
      const row = await db
        .selectFrom('factor')
        .select('data')
        .where('factor', '=', person.phone.id)
        .executeTakeFirstOrThrow();
      const data = row.data.replace('"revoked"', '"active"');
      await db.updateTable('factor').set({ data }).where('factor', '=', person.phone.id).execute();
      await assert.rejects(approve(bench(), person, chal), refusedWith('evidence_invalid'));
    });
  });

  test('is named where it is to be removed, and is gone from what its owner has', async () => {
    const person = await holder(bench());
    const { signer, phone } = person;
    const [, told] = await bench().ssa.factorsOf(signer);
    assert.deepEqual([told?.id, told?.kind, told?.label], [phone.id, 'device', 'Test phone']);
    const { chal } = await bench().prepareChange(person, { remove: phone.id });
    const { intent } = await bench().question(chal);
    assert.deepEqual(intent.change, { remove: phone.id, kind: 'device', label: 'Test phone' });
    await remove(bench(), person, phone.id);
    assert.deepEqual(
      (await bench().ssa.factorsOf(signer)).map(({ kind }) => kind),
      ['webauthn'],
    );
  });

  test('is asked before it approves: the number alone does not help', async () => {
    const person = await holder(bench());
    const { chal } = await bench().prepareSign(person, person.key, [digest()]);
    const { sam } = bench();
    const number = await numberOf(sam, await loadChallenge(sam.db, sam.module, chal));
    const { act } = await bench().question(chal);
    const evidence = [await person.phone.approve(chal, act.ih, number)];
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    await approve(bench(), person, chal);
  });

  test('that was wrong five times approves nothing any more; what a stranger sends does not count', async () => {
    const person = await holder(bench());
    const { chal, act } = await asked(bench(), person);
    const { number = '' } = await bench().sic.promptDevice({ chal });
    const stranger = await TestDevice.make();
    stranger.id = person.phone.id;
    const give = async (evidence: DeviceEvidence) => bench().sic.approve({ chal, evidence: [evidence] });
    for (let i = 0; i < 6; i++)
      await assert.rejects(
        give(await stranger.approve(chal, act.ih, number, { ctr: 100 + i })),
        refusedWith('evidence_invalid'),
      );
    for (let i = 0; i < 5; i++)
      await assert.rejects(give(await person.phone.approve(chal, act.ih, '00')), refusedWith('evidence_invalid'));
    await assert.rejects(give(await person.phone.approve(chal, act.ih, number)), refusedWith('factor_locked'));
  });

  test('one yes presented twenty times at once is one', async () => {
    const person = await holder(bench());
    const { chal, act } = await asked(bench(), person);
    const { number = '' } = await bench().sic.promptDevice({ chal });
    const evidence = [await person.phone.approve(chal, act.ih, number)];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => bench().sic.approve({ chal, evidence })),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('says no; and “I did not ask for this” freezes the keys of SCAL2, what was approved before among it', async () => {
    const person = await holder(bench());
    const approved = await bench().sad(person, person.key, [digest()]);
    const first = await asked(bench(), person);
    const claims = ({ chal, act }: typeof first) => ({ chal, ih: Buffer.from(act.ih).toString('base64url') });
    await bench().sic.device(await person.phone.say('deny', claims(first)));
    assert.equal((await bench().ssa.status(first.chal)).state, 'refused');
    assert.equal((await bench().ssa.key(person.key)).state, 'active');
    const second = await asked(bench(), person);
    await bench().sic.device(await person.phone.say('report', claims(second)));
    assert.equal((await bench().ssa.status(second.chal)).state, 'refused');
    assert.equal((await bench().ssa.key(person.key)).state, 'suspended');
    const call = { sad: approved, key: person.key, callId: 'x', scheme: { kind: 'ecdsa', digest: 'sha256' } as const };
    await assert.rejects(bench().ssa.sign({ ...call, digests: [digest()] }));
    const records = await bench().sam.db.selectFrom('audit').select('record').execute();
    assert.ok(records.some(({ record }) => record.includes('SIGNER_ALARM') && record.includes(second.chal)));
  });

  test('a no of another intent, of another signer’s phone, of another hour is refused', async () => {
    const person = await holder(bench());
    const { chal, act } = await asked(bench(), person);
    const ih = Buffer.from(act.ih).toString('base64url');
    const other = await holder(bench());
    for (const message of [
      await person.phone.say('deny', { chal, ih: digest() }),
      await other.phone.say('deny', { chal, ih }),
      await person.phone.say('deny', { chal, ih, ts: Math.floor(Date.now() / 1000) - 600 }),
      await person.phone.say('approve', { chal, ih }),
      { jws: 'e30.e30.e30' },
    ])
      await assert.rejects(bench().sic.device(message), refusedWith('evidence_invalid'));
    assert.equal((await bench().ssa.status(chal)).state, 'open');
  });

  test('is not asked for half an hour after three questions in ten minutes that nobody said yes to', async () => {
    const person = await holder(bench());
    for (let i = 0; i < 3; i++) await asked(bench(), person);
    const ask = async () => {
      const { chal } = await bench().prepareSign(person, person.key, [digest()]);
      return { chal, answer: await bench().sic.promptDevice({ chal }) };
    };
    await assert.rejects(ask(), refusedWith('rate'));
    try {
      bench().ahead = 29 * 60_000;
      await assert.rejects(ask(), refusedWith('rate'));
      bench().ahead = 31 * 60_000;
      await ask();
    } finally {
      bench().ahead = 0;
    }
  });

  test('gets new keys that the old one signed for, and the old ones are worth nothing', async () => {
    const person = await holder(bench());
    const old = await TestDevice.make();
    Object.assign(old, { id: person.phone.id, keys: person.phone.keys, counter: 50 });
    const keys = await newKeys();
    const ctr = ++person.phone.counter;
    const claims = { ctr, uv: 'biometric', keys: await person.phone.held(`${person.phone.id}.${ctr}`, keys) };
    const unverified = await person.phone.say('rekey', { ...claims, uv: 'none' });
    const replayed = await person.phone.say('rekey', { ...claims, ctr: ctr + 1 });
    for (const message of [unverified, replayed])
      await assert.rejects(bench().sic.device(message), refusedWith('evidence_invalid'));
    const message = await person.phone.say('rekey', claims);
    await bench().sic.device(message);
    await assert.rejects(bench().sic.device(message), refusedWith('evidence_invalid'));
    person.phone.keys = keys;
    const { chal, act } = await asked(bench(), person);
    const { number = '' } = await bench().sic.promptDevice({ chal });
    const evidence = [await old.approve(chal, act.ih, number)];
    await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    await approve(bench(), person, chal);
  });

  describe('asked without a page', () => {
    test('approves what its statement says, and no number is typed', async () => {
      const person = await holder(bench());
      const { chal, act, hash } = await pushed(bench(), person);
      const { requests = [] } = await bench().sic.device(await person.phone.say('list'));
      assert.equal(requests[0]?.chal, chal);
      assert.deepEqual(await bench().ssa.pushed({ chal, client: 'c' }), { state: 'open' });
      await bench().sic.approve({ chal, evidence: [await person.phone.approve(chal, act.ih, undefined)] });
      const { state, result } = await bench().ssa.pushed({ chal, client: 'c' });
      assert.equal(state, 'activated');
      const call = { client: 'c', key: person.key, callId: 'x', scheme: ecdsa, digests: [hash] };
      assert.equal((await bench().ssa.sign({ ...call, sad: result?.sad ?? '' })).signatures.length, 1);
    });

    test('is refused where officers have not said so, and to who has no phone', async () => {
      const person = await holder(bench());
      const bare = await bench().enrol();
      const none = { ...bare, key: await bench().key(bare) };
      for (const group of ['g_1', 'g_3', '*'])
        await assert.rejects(bench().ssa.push(question(person, digest(), { group })), refusedWith('policy'));
      await assert.rejects(bench().ssa.push(question(none, digest())), refusedWith('policy'));
      await assert.rejects(
        bench().ssa.push(question({ ...person, key: none.key }, digest())),
        refusedWith('not_found'),
      );
      assert.deepEqual(await bench().sic.device(await person.phone.say('list')), { requests: [] });
    });

    test('takes no number of a page, no passkey and no yes after officers have changed their mind', async () => {
      const person = await holder(bench());
      const { chal, act } = await pushed(bench(), person);
      const yes = async (num: string | undefined) => [await person.phone.approve(chal, act.ih, num)];
      const { sam } = bench();
      const typed = await yes(await numberOf(sam, await loadChallenge(sam.db, sam.module, chal)));
      const passkey = [person.passkey.assert(act)];
      for (const evidence of [typed, passkey])
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
      await trust(byPhone, { ...byPhone, group: 'g_2' });
      await assert.rejects(bench().sic.approve({ chal, evidence: await yes(undefined) }), refusedWith('policy'));
      await trust(byPhone, { ...byPhone, group: 'g_2', push: true });
      await bench().sic.approve({ chal, evidence: await yes(undefined) });
    });

    test('is told to the client it was for and to no other, withdrawn, refused, and asked no more than on the page', async () => {
      const person = await holder(bench());
      const first = await pushed(bench(), person);
      await assert.rejects(bench().ssa.pushed({ chal: first.chal, client: 'another' }), refusedWith('not_found'));
      const another = { chal: first.chal, client: 'c', signer: 's_another' };
      await assert.rejects(bench().ssa.pushed(another), refusedWith('not_found'));
      assert.equal((await bench().ssa.pushed({ ...another, signer: person.signer })).state, 'open');
      const page = await bench().prepareSign(person, person.key, [digest()]);
      await assert.rejects(bench().ssa.pushed({ chal: page.chal, client: 'sp_1' }), refusedWith('not_found'));
      await bench().ssa.cancel(first.chal);
      const second = await pushed(bench(), person);
      const ih = Buffer.from(second.act.ih).toString('base64url');
      await bench().sic.device(await person.phone.say('deny', { chal: second.chal, ih }));
      await pushed(bench(), person);
      for (const { chal, state } of [
        { ...first, state: 'cancelled' },
        { ...second, state: 'refused' },
      ])
        assert.deepEqual(await bench().ssa.pushed({ chal, client: 'c' }), { state });
      await assert.rejects(bench().ssa.push(question(person, digest())), refusedWith('rate'));
    });
  });

  describe('joins', () => {
    test('by a ticket that only the page gets that approved, once, and shows the digits of the page', async () => {
      const person = await bench().enrol();
      const { ticket, encryption } = await ticketFor(bench(), person);
      assert.deepEqual(await bench().sic.ticket({ ticket }), { state: 'open' });
      const phone = await TestDevice.make();
      const joining = await phone.joining(encryption, ticket);
      const both = await Promise.allSettled([bench().sic.joinDevice(joining), bench().sic.joinDevice(joining)]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      const joined = both.find((one) => one.status === 'fulfilled');
      assert.ok(joined);
      const { keys } = joined.value;
      const pair = { auth: phone.keys.auth.jwk, transport: phone.keys.transport.jwk };
      const info = canonicalize({
        v: 'chancery-sas-v1',
        ...pair,
        statement: keys[0]?.kid ?? '',
        encryption: encryption.kid,
      });
      const octets = Buffer.from(hkdfSync('sha256', ticket, '', info, 4));
      const sas = String(octets.readUInt32BE() % 1_000_000).padStart(6, '0');
      assert.deepEqual(await bench().sic.ticket({ ticket }), { state: 'joined', model: 'Test phone', sas });
    });

    test('and approves nothing before the signer has compared the digits', async () => {
      const person = await bench().enrol();
      const key = await bench().key(person);
      const { ticket, encryption } = await ticketFor(bench(), person);
      const phone = await TestDevice.make();
      phone.id = (await bench().sic.joinDevice(await phone.joining(encryption, ticket))).device;
      const { chal } = await bench().prepareSign(person, key, [digest()]);
      await assert.rejects(bench().sic.promptDevice({ chal }), refusedWith('policy'));
      await assert.rejects(bench().sic.device(await phone.say('list')), refusedWith('evidence_invalid'));
      assert.equal((await bench().sic.confirmDevice({ ticket })).state, 'active');
      await assert.rejects(bench().sic.confirmDevice({ ticket }), refusedWith('evidence_invalid'));
      await approve(bench(), { ...person, phone, key }, chal);
    });

    test('not by a forged ticket, a late one, one of nobody’s approval, or with keys that it does not hold', async () => {
      const person = await bench().enrol();
      const { ticket, encryption } = await ticketFor(bench(), person);
      const phone = await TestDevice.make();
      const other = await TestDevice.make();
      const chal = ticket.split('.')[0] ?? '';
      const open = await bench().prepareChange(person, { add: 'device' });
      const forged = `${chal}.${digest()}`;
      const late = async () => {
        bench().ahead = 16 * 60_000;
        await bench().sic.joinDevice(await phone.joining(encryption, ticket));
      };
      for (const join of [
        async () => bench().sic.joinDevice(await phone.joining(encryption, forged)),
        async () => bench().sic.joinDevice(await phone.joining(encryption, `${open.chal}.${digest()}`)),
        async () => bench().sic.joinDevice(await phone.joining(encryption, ticket, { keys: await phone.held('else') })),
        async () =>
          bench().sic.joinDevice(
            await phone.joining(encryption, ticket, {
              keys: { ...(await phone.held(ticket)), auth: other.keys.auth.jwk },
            }),
          ),
        async () => bench().sic.joinDevice({ ...(await phone.joining(encryption, ticket)), chal: open.chal }),
      ])
        await assert.rejects(join(), refusedWith('evidence_invalid'));
      await assert.rejects(late(), refusedWith('expired')).finally(() => {
        bench().ahead = 0;
      });
      assert.deepEqual(await bench().sic.ticket({ ticket }), { state: 'open' });
    });
  });
});

async function asked(bench: Bench, person: Holder) {
  const { chal } = await bench.prepareSign(person, person.key, [digest()]);
  await bench.sic.promptDevice({ chal });
  return { chal, ...(await bench.question(chal)) };
}

function question({ signer, key }: Pick<Holder, 'signer' | 'key'>, docSha256: string, more: Partial<PushRequest> = {}) {
  const display = [{ label: 'An order', type: 'hash' as const, size: 0, docSha256 }];
  const who = { group: 'g_2', client: 'c', clientName: 'Bank X', signer, key };
  return { ...who, hashOid: 'sha256' as const, dtbsr: [docSha256], display, ...more };
}

async function pushed(bench: Bench, person: Holder) {
  const hash = digest();
  const { chal } = await bench.ssa.push(question(person, hash));
  return { chal, hash, ...(await bench.question(chal)) };
}

async function approve(bench: Bench, { phone }: Holder, chal: string): Promise<void> {
  const { number = '' } = await bench.sic.promptDevice({ chal });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [await phone.approve(chal, act.ih, number)] });
}

async function remove(bench: Bench, { signer, passkey }: Person, id: string): Promise<void> {
  const { chal } = await bench.prepareChange({ signer }, { remove: id });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [passkey.assert(act)] });
}

import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Evidence } from '../../client/index.ts';
import type { GroupPolicy } from '../config.ts';
import { type Bench, digest, onPostgres, type Person, p256, refusedWith } from '../testing/bench.ts';
import { MessageSink } from '../testing/message-sink.ts';

const pin = '482913';
const otpAndPin: GroupPolicy = {
  group: 'g_1',
  id: 'otp',
  scal1: ['otp', 'webauthn'],
  scal2: ['otp+pin', 'webauthn'],
  decides: ['otp'],
};

onPostgres('a one-time password', (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-messages-'));
  const sink = new MessageSink();
  before(async () => {
    await sink.listen(join(folder, 'messages.sock'));
    await bench().stop();
    bench().options = { ...bench().options, messaging: { socket: join(folder, 'messages.sock') } };
    await bench().start();
    await bench().officers({ idps: [bench().idp.trusted], policies: [otpAndPin] });
  });
  after(() => {
    sink.close();
    rmSync(folder, { recursive: true });
  });

  test('is sent where the login that enrolled her says, and names who asks, for what and where to type it', async () => {
    const { person, chal } = await asked(bench(), 2);
    assert.equal((await bench().sic.fetch(chal)).otp?.to, '+49 ••• 78');
    const { searchParams } = new URL(
      (await bench().sic.fetch((await bench().prepareEnrol(randomUUID())).chal)).idp?.authorizeUrl ?? '',
    );
    assert.equal(searchParams.get('scope'), 'openid profile email phone');
    await bench().sic.sendOtp({ chal });
    const { to, text, lang } = sink.messages.at(-1) ?? assert.fail('nothing was sent');
    assert.deepEqual([to, lang], [person.phone, 'en']);
    assert.match(
      text,
      /^Bank X asks you to sign 2 documents, “Document 0” among them\.\nCode: (\d{6}).*sic\.example.*\n@sic\.example #\1$/,
    );
  });

  test('speaks the language of the intent, and English where that is not spoken', async () => {
    for (const [lang, told] of [
      ['de-AT', /^Bank X bittet Sie, „Document 0“ zu signieren\.\nCode: \d{6}, fünf Minuten/],
      ['it', /^Bank X asks you to sign/],
    ] as const) {
      const { person } = await asked(bench());
      const { chal } = await bench().prepareSign(person, person.key, [digest()], { lang });
      await bench().sic.sendOtp({ chal });
      assert.match(sink.messages.at(-1)?.text ?? '', told);
      assert.equal(sink.messages.at(-1)?.lang, lang === 'it' ? 'en' : 'de');
    }
  });

  test('beside a PIN approves, once', async () => {
    const { person, chal } = await asked(bench());
    await bench().sic.sendOtp({ chal });
    const evidence = await proofs(bench(), chal, sink.otp);
    await bench().sic.approve({ chal, evidence });
    assert.equal((await bench().ssa.status(chal)).state, 'activated');
    const next = await bench().prepareSign(person, person.key, [digest()]);
    const again = await proofs(bench(), next.chal, sink.otp);
    await assert.rejects(bench().sic.approve({ chal: next.chal, evidence: again }), refusedWith('factor_locked'));
  });

  test('of one challenge, typed for another, or without a PIN is refused', async () => {
    const first = await asked(bench());
    const second = await bench().prepareSign(first.person, first.person.key, [digest()]);
    await bench().sic.sendOtp({ chal: first.chal });
    const [otp] = await proofs(bench(), first.chal, sink.otp);
    const [, hers] = await proofs(bench(), second.chal, sink.otp);
    assert.ok(otp && hers);
    await assert.rejects(
      bench().sic.approve({ chal: second.chal, evidence: [otp, hers] }),
      refusedWith('evidence_invalid'),
    );
    await assert.rejects(bench().sic.approve({ chal: first.chal, evidence: [otp] }), refusedWith('evidence_invalid'));
  });

  test('is tried three times, however many at once, and the PIN beside a wrong one is not looked at', async () => {
    const { chal } = await asked(bench());
    await bench().sic.sendOtp({ chal });
    const evidence = await proofs(bench(), chal, other(sink.otp));
    const tries = Array.from({ length: 12 }, () => bench().sic.approve({ chal, evidence }));
    const codes = (await Promise.allSettled(tries)).map((one) =>
      one.status === 'rejected' ? one.reason.code : 'approved',
    );
    assert.deepEqual([...codes].sort(), [...Array(3).fill('evidence_invalid'), ...Array(9).fill('factor_locked')]);
    const standing = await bench().sic.fetch(chal);
    assert.deepEqual([standing.otp?.left, standing.pin], [0, { left: 5 }]);
    const right = await proofs(bench(), chal, sink.otp);
    await assert.rejects(bench().sic.approve({ chal, evidence: right }), refusedWith('factor_locked'));
  });

  test('holds five minutes, and no longer where somebody wrote so into the database', async () => {
    const { chal } = await asked(bench(), 1, 3600);
    await bench().sic.sendOtp({ chal });
    const evidence = await proofs(bench(), chal, sink.otp);
    try {
      bench().ahead = 301_000;
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('factor_locked'));
      const exp = new Date(Date.now() + 3_600_000);
      await bench().sam.db.updateTable('otp').set({ exp }).where('chal', '=', chal).execute();
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    } finally {
      bench().ahead = 0;
    }
  });

  test('sent again is another, the one before is worth nothing, and attempts go on being counted', async () => {
    const { chal } = await asked(bench(), 1, 3600);
    await bench().sic.sendOtp({ chal });
    const first = await proofs(bench(), chal, sink.otp);
    try {
      bench().ahead = 31_000;
      await bench().sic.sendOtp({ chal });
      await assert.rejects(bench().sic.approve({ chal, evidence: first }), refusedWith('evidence_invalid'));
      assert.equal((await bench().sic.fetch(chal)).otp?.left, 2);
      await bench().sic.approve({ chal, evidence: await proofs(bench(), chal, sink.otp) });
    } finally {
      bench().ahead = 0;
    }
  });

  test('goes out half a minute after another, three times in ten minutes and ten times a day', async () => {
    const { person, chal } = await asked(bench(), 1, 3600);
    const sent = () => sink.messages.filter(({ to }) => to === person.phone).length;
    const at = async (...seconds: readonly number[]) => {
      for (const second of seconds) {
        bench().ahead = second * 1000;
        await bench().sic.sendOtp({ chal }).catch(refusedWith('rate'));
      }
      return sent();
    };
    try {
      await Promise.allSettled(Array.from({ length: 5 }, () => bench().sic.sendOtp({ chal })));
      assert.equal(sent(), 1);
      assert.equal(await at(20, 31, 62, 93, 590), 3);
      assert.equal(await at(...Array.from({ length: 10 }, (_, i) => 700 + 240 * i)), 10);
    } finally {
      bench().ahead = 0;
    }
  });

  test('is not sent for what asks for none, to somebody without an address, or by a gateway that takes nothing', async () => {
    const { person, chal } = await asked(bench());
    await bench().sic.refuse({ chal });
    await assert.rejects(bench().sic.sendOtp({ chal }), refusedWith('expired'));
    const nobody = await bench().enrol();
    const question = await bench().prepareKey(nobody);
    assert.equal((await bench().sic.fetch(question.chal)).otp, undefined);
    await assert.rejects(bench().sic.sendOtp({ chal: question.chal }), refusedWith('policy'));
    const enrolment = await bench().prepareEnrol(randomUUID());
    await assert.rejects(bench().sic.sendOtp({ chal: enrolment.chal }), refusedWith('policy'));
    const next = await bench().prepareSign(person, person.key, [digest()]);
    sink.refusing = true;
    await assert.rejects(bench().sic.sendOtp({ chal: next.chal }), refusedWith('module_unavailable'));
    sink.refusing = false;
  });

  test('by mail never approves for SCAL2; for SCAL1 it does, where the policy says so', async () => {
    const mail = { email: `${randomUUID()}@example.test`, email_verified: true };
    const person = await bench().enrol(randomUUID(), mail, pin);
    const strict = await bench().prepareSign(person, await bench().key(person), [digest()]);
    await assert.rejects(bench().sic.sendOtp({ chal: strict.chal }), refusedWith('policy'));
    const { chal } = await bench().prepareSign(person, await bench().key(person, p256, 1), [digest()]);
    await bench().sic.sendOtp({ chal });
    assert.equal(sink.messages.at(-1)?.to, `mailto:${mail.email}`);
    await bench().sic.approve({ chal, evidence: [await bench().typedOtp(chal, sink.otp)] });
  });

  test('an address that was not verified is not kept, and one of another signer is not read', async () => {
    const unverified = await bench().enrol(randomUUID(), { phone_number: '+4930123456' }, pin);
    const { chal } = await bench().prepareKey(unverified);
    assert.equal((await bench().sic.fetch(chal)).otp, undefined);
    const [one, two] = [await asked(bench()), await asked(bench())];
    const { db } = bench().sam;
    const rows = db.selectFrom('factor').select(['data', 'mac']).where('factor', '=', 'otp');
    const theirs = await rows.where('signer', '=', two.person.signer).executeTakeFirstOrThrow();
    await db
      .updateTable('factor')
      .set(theirs)
      .where('signer', '=', one.person.signer)
      .where('factor', '=', 'otp')
      .execute();
    await assert.rejects(bench().sic.sendOtp({ chal: one.chal }), refusedWith('evidence_invalid'));
  });

  test('beside the PIN of a key: the PIN is judged first, a right one is used up by nothing that fails, and authorizes once', async () => {
    const { signer, key, phone, authorize } = await withOtp(bench());
    await assert.rejects(authorize({}), refusedWith('otp_invalid'));
    const standing = await bench().ssa.sendExplicitOtp({ signer, key, client: 'c', clientName: 'Bank X' });
    assert.equal(standing.to.slice(-2), phone.slice(-2));
    const { to, text } = sink.messages.at(-1) ?? assert.fail('nothing was sent');
    const otp = /^Bank X asks .*\nCode: (\d{6}), for five minutes\./.exec(text)?.[1] ?? '';
    assert.equal(to, phone);
    await assert.rejects(authorize({ otp: other(otp) }), refusedWith('otp_invalid'));
    await assert.rejects(authorize({ otp, pin: '000000' }), refusedWith('pin_invalid'));
    await assert.rejects(authorize({ otp: other(otp), pin: '000000' }), refusedWith('pin_invalid'));
    const at = await Promise.allSettled(Array.from({ length: 20 }, () => authorize({ otp })));
    assert.equal(at.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(authorize({ otp }), refusedWith('otp_invalid'));
  });

  test('of one key is none of another, is tried three times, and is no challenge’s', async () => {
    const one = await withOtp(bench());
    const two = await bench().keyWithOtp(one, pin);
    await bench().ssa.sendExplicitOtp({ signer: one.signer, key: one.key, client: 'c', clientName: 'Bank X' });
    const otp = /Code: (\d{6})/.exec(sink.messages.at(-1)?.text ?? '')?.[1] ?? '';
    const asked = { signer: one.signer, pin, n: 1, client: 'c' };
    await assert.rejects(bench().ssa.authorizePin({ ...asked, key: two, otp }), refusedWith('otp_invalid'));
    for (let i = 0; i < 3; i++) await assert.rejects(one.authorize({ otp: other(otp) }), refusedWith('otp_invalid'));
    await assert.rejects(one.authorize({ otp }), refusedWith('otp_invalid'));
  });

  test('is not sent for a key that asks for none, for another’s, or too often; no key asks for one that would reach nobody', async () => {
    const { person, signer, key } = await withOtp(bench());
    const plain = await bench().key(person, p256, 1, pin);
    const nobody = await bench().enrol();
    const send = (of: { signer: string; key: string }) =>
      bench().ssa.sendExplicitOtp({ ...of, client: 'c', clientName: 'Bank X' });
    for (const of of [
      { signer, key: plain },
      { signer, key: 'k_none' },
      { signer: nobody.signer, key },
    ])
      await assert.rejects(send(of), refusedWith('policy'));
    await send({ signer, key });
    await assert.rejects(send({ signer, key }), refusedWith('rate'));
    await assert.rejects(bench().prepareKey(nobody, p256, 1, pin, { otp: true }), refusedWith('policy'));
    await assert.rejects(bench().prepareKey(person, p256, 1, undefined, { otp: true }), refusedWith('policy'));
  });

  test('neither password nor address stands anywhere in the database', async () => {
    const { person, chal } = await asked(bench());
    await bench().sic.sendOtp({ chal });
    const { db } = bench().sam;
    const rows = await Promise.all(
      (['otp', 'message', 'factor', 'challenge', 'audit'] as const).map((table) =>
        db.selectFrom(table).selectAll().execute(),
      ),
    );
    const text = JSON.stringify(rows);
    assert.ok(!text.includes(person.phone.slice(4)) && !text.includes(`"${sink.otp}"`));
  });
});

/** Somebody with a telephone and a PIN, asked for a signature. */
async function asked(bench: Bench, documents = 1, lifetime?: number) {
  const phone = `+49${randomInt(10 ** 8, 10 ** 9)}78`;
  const enrolled = await bench.enrol(randomUUID(), { phone_number: phone, phone_number_verified: true }, pin);
  const person: Person & { phone: string; key: string } = {
    ...enrolled,
    phone: `tel:${phone}`,
    key: await bench.key(enrolled),
  };
  const hashes = Array.from({ length: documents }, digest);
  const { chal } = await bench.prepareSign(person, person.key, hashes, lifetime === undefined ? {} : { lifetime });
  return { person, chal };
}

/** Somebody with a telephone and a key of SCAL1 whose PIN stands beside a one-time password. */
async function withOtp(bench: Bench) {
  const phone = `+49${randomInt(10 ** 8, 10 ** 9)}78`;
  const person = await bench.enrol(randomUUID(), { phone_number: phone, phone_number_verified: true }, pin);
  const key = await bench.keyWithOtp(person, pin);
  const { signer } = person;
  const authorize = (change: { readonly otp?: string; readonly pin?: string }) =>
    bench.ssa.authorizePin({ signer, key, pin, n: 1, client: 'c', ...change });
  return { ...person, person, key, phone: `tel:${phone}`, authorize };
}

async function proofs(bench: Bench, chal: string, otp: string): Promise<readonly Evidence[]> {
  return [await bench.typedOtp(chal, otp), await bench.typed(chal, pin)];
}

function other(otp: string): string {
  return String((Number(otp) + 1) % 1_000_000).padStart(6, '0');
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Evidence } from '../../client/index.ts';
import type { GroupPolicy } from '../config.ts';
import { Bench, digest, onEachDatabase, onPostgres, type Person, refusedWith } from '../testing/bench.ts';
import { typedSecret } from '../testing/typed-secret.ts';

const pin = '482913';
const passkeyAndPin: GroupPolicy = {
  group: 'g_1',
  id: 'strict',
  scal1: ['webauthn'],
  scal2: ['webauthn+pin', 'webauthn'],
};

onEachDatabase('a PIN beside a passkey', (bench) => {
  test('approves: what the signer knows beside what she has', async () => {
    const { person, chal } = await asked(bench());
    await approve(bench(), person, chal, pin);
    assert.equal((await bench().ssa.status(chal)).state, 'activated');
  });

  test('says how many attempts are left, and forgets them with a right one', async () => {
    const { person, chal } = await asked(bench());
    for (let i = 0; i < 2; i++)
      await assert.rejects(approve(bench(), person, chal, '900000'), refusedWith('evidence_invalid'));
    assert.deepEqual((await bench().sic.fetch(chal)).pin, { left: 3 });
    await approve(bench(), person, chal, pin);
    assert.deepEqual((await bench().sic.fetch(chal)).pin, { left: 5 });
  });

  test('alone, or before what it stands beside, is refused and not counted: nobody locks the PIN of another', async () => {
    const { person, chal, act } = await asked(bench());
    const stranger = await bench().enrol();
    const wrong = await bench().typed(chal, '900000');
    const foreign = { ...stranger.passkey.assert(act), id: person.passkey.id };
    for (let i = 0; i < 6; i++)
      for (const evidence of [[wrong], [wrong, person.passkey.assert(act)], [foreign, wrong]])
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    assert.deepEqual((await bench().sic.fetch(chal)).pin, { left: 5 });
    await approve(bench(), person, chal, pin);
  });

  describe('is refused', () => {
    const bent: [string, (header: { typ: string; ih: string }) => Record<string, string>][] = [
      ['typed for another intent', (header) => ({ ...header, ih: digest() })],
      ['without the intent', ({ typ }) => ({ typ })],
      ['as another secret', (header) => ({ ...header, typ: 'chancery-otp' })],
      ['to another key', (header) => ({ ...header, kid: digest() })],
      ['with more in its header', (header) => ({ ...header, zip: 'DEF' })],
      ['by another algorithm', (header) => ({ ...header, enc: 'A128CBC-HS256' })],
    ];
    for (const [title, bend] of bent) {
      test(`${title}: the attempt is not counted`, async () => {
        const { person, chal, act } = await asked(bench());
        const { encryption } = await bench().sic.fetch(chal);
        assert.ok(encryption);
        const header = bend({ typ: 'chancery-pin', ih: Buffer.from(act.ih).toString('base64url') });
        const jwe = await typedSecret(encryption, pin, header);
        const evidence: Evidence[] = [person.passkey.assert(act), { kind: 'pin', jwe }];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
        assert.deepEqual((await bench().sic.fetch(chal)).pin, { left: 5 });
      });
    }

    test('with any part of it changed', async () => {
      const { person, chal, act } = await asked(bench());
      const { jwe } = await bench().typed(chal, pin);
      for (const at of [1, 2, 3, 4]) {
        const parts = jwe.split('.');
        parts[at] = flipped(parts[at] ?? '');
        const evidence: Evidence[] = [person.passkey.assert(act), { kind: 'pin', jwe: parts.join('.') }];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
      }
      assert.deepEqual((await bench().sic.fetch(chal)).pin, { left: 5 });
    });
  });

  test('is changed by a passkey, never by a weak one; the old one is worth nothing', async () => {
    const { person, chal } = await asked(bench());
    await assert.rejects(bench().setPin(person, '111111'), refusedWith('pin_invalid'));
    await bench().setPin(person, '739150');
    await assert.rejects(approve(bench(), person, chal, pin), refusedWith('evidence_invalid'));
    await approve(bench(), person, chal, '739150');
  });

  test('a verifier of one signer is none of another', async () => {
    const { person, chal } = await asked(bench());
    const other = await asked(bench(), '739150');
    const { db } = bench().sam;
    const row = db.selectFrom('factor').select(['data', 'mac']).where('factor', '=', 'pin');
    const theirs = await row.where('signer', '=', other.person.signer).executeTakeFirstOrThrow();
    await db
      .updateTable('factor')
      .set(theirs)
      .where('signer', '=', person.signer)
      .where('factor', '=', 'pin')
      .execute();
    await assert.rejects(approve(bench(), person, chal, '739150'), refusedWith('evidence_invalid'));
  });

  test('five wrong ones lock it for 15 minutes, the next five for a day, the next for good; a passkey sets a new one', async () => {
    const { person, key } = await asked(bench());
    const question = async () => (await bench().prepareSign(person, key, [digest()])).chal;
    try {
      for (const [minutes, locked] of [
        [16, 'factor_locked'],
        [24 * 60 + 1, 'factor_locked'],
        [10 * 365 * 24 * 60, 'factor_locked'],
      ] as const) {
        const chal = await question();
        for (let i = 0; i < 5; i++)
          await assert.rejects(approve(bench(), person, chal, '900000'), refusedWith('evidence_invalid'));
        await assert.rejects(approve(bench(), person, chal, pin), refusedWith(locked));
        bench().ahead += minutes * 60_000;
      }
      await assert.rejects(approve(bench(), person, await question(), pin), refusedWith('factor_locked'));
      await bench().setPin(person, pin);
      await approve(bench(), person, await question(), pin);
    } finally {
      bench().ahead = 0;
    }
  });
});

onPostgres('brute force at a PIN', (bench) => {
  test('across two nodes and in parallel is at most five tries', async () => {
    const { person, chal, act } = await asked(bench());
    const folder = mkdtempSync(join(tmpdir(), 'chancery-sam-two-'));
    const second = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    await second.start();
    await officers(second);
    const nodes = [bench(), second] as const;
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, i) => bench().typed(chal, `9000${10 + i}`)));
    const codes = await Promise.all(
      guesses.map((guess, i) =>
        nodes[i % 2 === 0 ? 0 : 1].sic.approve({ chal, evidence: [person.passkey.assert(act), guess] }).then(
          () => 'approved',
          (refusal: { code: string }) => refusal.code,
        ),
      ),
    );
    const count = (code: string) => codes.filter((one) => one === code).length;
    assert.deepEqual([count('evidence_invalid'), count('factor_locked')], [5, 35]);
    for (const node of nodes) await assert.rejects(approve(node, person, chal, pin), refusedWith('factor_locked'));
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

async function officers(bench: Bench): Promise<void> {
  await bench.officers({ idps: [bench.idp.trusted], policies: [passkeyAndPin] });
}

/** A person whose PIN was set at her enrolment, asked for a signature. */
async function asked(bench: Bench, hers = pin) {
  await officers(bench);
  const person = await bench.enrol(randomUUID(), {}, hers);
  const key = await bench.key(person);
  const { chal } = await bench.prepareSign(person, key, [digest()]);
  return { person, key, chal, ...(await bench.question(chal)) };
}

async function approve(bench: Bench, person: Person, chal: string, typed: string): Promise<void> {
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [person.passkey.assert(act), await bench.typed(chal, typed)] });
}

function flipped(part: string): string {
  const octets = Buffer.from(part, 'base64url');
  octets[0] = (octets[0] ?? 0) ^ 1;
  return octets.toString('base64url');
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { canonicalize, type Evidence, hashIntentText, type Intent } from '../../client/index.ts';
import { sealRow } from '../database/row-seal.ts';
import { type Bench, digest, onEachDatabase, type Person, refusedWith, sicOrigin } from '../testing/bench.ts';
import { testIdp } from '../testing/identity-provider.ts';
import { type Act, SoftwareAuthenticator } from '../testing/software-authenticator.ts';

onEachDatabase('activation', (bench) => {
  describe('of an enrolment', () => {
    test('a fresh login and a passkey over one intent make a signer with the identity that the login proved', async () => {
      const passkey = new SoftwareAuthenticator();
      const { chal, evidence } = await enrolment(bench(), passkey, 'Lovelace');
      assert.deepEqual(await bench().sic.approve({ chal, evidence }), { returnUrl: 'https://ssa.example/back' });
      const { state, result } = await bench().ssa.status(chal);
      assert.equal(state, 'activated');
      assert.deepEqual(result?.identity, {
        issuer: 'https://idp.example',
        subject: 'Lovelace',
        loa: 'substantial',
        attributes: { commonName: 'Ada Lovelace', givenName: 'Ada', surname: 'Lovelace', country: 'UT' },
      });
    });

    test('the page learns where to log in: nonce is the intent hash, the return is to the approval page', async () => {
      const { chal } = await bench().prepareEnrol(randomUUID());
      const { act } = await bench().question(chal);
      const { idp } = await bench().sic.fetch(chal);
      const { searchParams } = new URL(idp?.authorizeUrl ?? '');
      assert.equal(searchParams.get('nonce'), Buffer.from(act.ih).toString('base64url'));
      assert.equal(searchParams.get('redirect_uri'), `${sicOrigin}/idp/return`);
      assert.equal(searchParams.get('prompt'), 'login');
      assert.equal(searchParams.get('state'), chal);
    });

    const wrongLogins: [string, (ih: Uint8Array) => object][] = [
      ['an old nonce', () => ({ nonce: digest() })],
      ['no nonce', () => ({ nonce: undefined })],
      ['another audience', () => ({ aud: 'somebody-else' })],
      ['several audiences', () => ({ aud: ['chancery-approvals', 'somebody-else'] })],
      ['another authorized party', () => ({ azp: 'somebody-else' })],
      ['another issuer', () => ({ iss: 'https://idp.example.evil' })],
      ['a login before the intent', () => ({ auth_time: Math.floor(Date.now() / 1000) - 60 })],
      ['a login in the future', () => ({ auth_time: Math.floor(Date.now() / 1000) + 600 })],
      ['no time of login', () => ({ auth_time: undefined })],
      ['another person', () => ({ sub: 'somebody-else' })],
      ['a token past its time', () => ({ exp: Math.floor(Date.now() / 1000) - 60 })],
      ['no name', () => ({ name: undefined, given_name: undefined, family_name: undefined })],
    ];
    for (const [title, bend] of wrongLogins) {
      test(`refuses ${title}`, async () => {
        const { chal, evidence } = await enrolment(bench(), new SoftwareAuthenticator(), randomUUID(), bend);
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
        assert.equal((await bench().ssa.status(chal)).state, 'open');
      });
    }

    test('refuses a token that another key signed', async () => {
      const { chal, evidence } = await enrolment(bench(), new SoftwareAuthenticator(), 'Forged');
      const rogue = await testIdp();
      const { intent, act } = await bench().question(chal);
      const nonce = Buffer.from(act.ih).toString('base64url');
      const claims = { sub: 'Forged', name: 'F', nonce, iat: intent.iat, exp: intent.exp, auth_time: intent.iat };
      const forged: Evidence = { kind: 'oidc', idToken: await rogue.token(claims) };
      await assert.rejects(
        bench().sic.approve({ chal, evidence: [forged, evidence[1]!] }),
        refusedWith('evidence_invalid'),
      );
    });

    test('refuses a login alone, a passkey alone, and both in the wrong order', async () => {
      const { chal, evidence } = await enrolment(bench(), new SoftwareAuthenticator(), randomUUID());
      const [login, passkey] = evidence as [Evidence, Evidence];
      for (const proofs of [[login], [passkey], [passkey, login], [login, login], [login, passkey, passkey]]) {
        await assert.rejects(bench().sic.approve({ chal, evidence: proofs }), refusedWith('evidence_invalid'));
      }
    });

    test('refuses a second enrolment of the same person, and a passkey of somebody else', async () => {
      const person = await bench().enrol();
      const again = await enrolment(bench(), new SoftwareAuthenticator(), person.subject);
      await assert.rejects(bench().sic.approve({ chal: again.chal, evidence: again.evidence }), refusedWith('policy'));
      const borrowed = await enrolment(bench(), person.passkey, randomUUID());
      await assert.rejects(
        bench().sic.approve({ chal: borrowed.chal, evidence: borrowed.evidence }),
        refusedWith('evidence_invalid'),
      );
    });

    test('refuses an identity provider that no officer approved, and one edited in the database', async () => {
      const idp = { issuer: 'https://rogue.example', subject: 's' };
      const asked = {
        group: 'g',
        client: 'c',
        clientName: 'C',
        returnUrl: 'https://ssa.example/',
        purpose: 'enrol',
      } as const;
      await assert.rejects(bench().ssa.prepare({ ...asked, account: 'a', idp }), refusedWith('policy'));
      const { db } = bench().sam;
      const before = await db.selectFrom('trust').selectAll().where('kind', '=', 'idp').executeTakeFirstOrThrow();
      await db
        .updateTable('trust')
        .set({ data: before.data.replace('substantial', 'high') })
        .where('kind', '=', 'idp')
        .execute();
      await assert.rejects(bench().prepareEnrol(randomUUID()), refusedWith('policy'));
      await db.updateTable('trust').set({ data: before.data }).where('kind', '=', 'idp').execute();
    });

    const wrongRegistrations: [string, Partial<Act>][] = [
      ['over another challenge', { ih: Buffer.alloc(32) }],
      ['on another origin', { origin: 'https://ssa.example' }],
      ['for another relying party', { rpId: 'ssa.example' }],
      ['without user verification', { flags: 0x01 }],
      ['without user presence', { flags: 0x04 }],
      ['of another ceremony', { type: 'webauthn.get' }],
      ['inside another page', { crossOrigin: true }],
      ['of a credential other than the presented', { id: digest() }],
      ['with bytes left over', { trailing: Buffer.of(0) }],
    ];
    for (const [title, bend] of wrongRegistrations) {
      test(`refuses a passkey registered ${title}`, async () => {
        const passkey = new SoftwareAuthenticator();
        const { chal, evidence, act } = await enrolment(bench(), passkey, randomUUID());
        const proofs = [evidence[0]!, passkey.register({ ...act, ...bend })];
        await assert.rejects(bench().sic.approve({ chal, evidence: proofs }), refusedWith('evidence_invalid'));
      });
    }
  });

  describe('of a signature', () => {
    const wrongActs: [string, Partial<Act>][] = [
      ['over another challenge', { ih: Buffer.alloc(32) }],
      ['on another origin', { origin: 'https://ssa.example' }],
      ['for another relying party', { rpId: 'ssa.example' }],
      ['without user verification', { flags: 0x01 }],
      ['without user presence', { flags: 0x04 }],
      ['of another ceremony', { type: 'webauthn.create' }],
      ['inside another page', { crossOrigin: true }],
      ['of an unknown credential', { id: digest() }],
      ['with bytes left over', { trailing: Buffer.of(0) }],
    ];
    for (const [title, bend] of wrongActs) {
      test(`refuses an assertion ${title}`, async () => {
        const { person, chal, act } = await asked(bench());
        const proof = person.passkey.assert({ ...act, ...bend });
        await assert.rejects(bench().sic.approve({ chal, evidence: [proof] }), refusedWith('evidence_invalid'));
        assert.equal((await bench().ssa.status(chal)).state, 'open');
      });
    }

    test('refuses an assertion whose signature is another’s, and one by another signer’s passkey', async () => {
      const { person, chal, act } = await asked(bench());
      const other = await bench().enrol();
      const forged = { ...other.passkey.assert(act), id: person.passkey.id };
      await assert.rejects(bench().sic.approve({ chal, evidence: [forged] }), refusedWith('evidence_invalid'));
      const foreign = other.passkey.assert(act);
      await assert.rejects(bench().sic.approve({ chal, evidence: [foreign] }), refusedWith('evidence_invalid'));
    });

    test('refuses what the front end could forge: a login, a PIN kind, an empty list', async () => {
      const { person, chal, act } = await asked(bench());
      const login = await bench().login(act.ih, person.subject);
      await assert.rejects(bench().sic.approve({ chal, evidence: [login] }), refusedWith('evidence_invalid'));
      const pin = { kind: 'pin', pin: '482913' } as unknown as Evidence;
      await assert.rejects(bench().sic.approve({ chal, evidence: [pin] }), refusedWith('invalid'));
      await assert.rejects(bench().sic.approve({ chal, evidence: [] }), refusedWith('invalid'));
    });

    test('refuses an assertion replayed on its own and on another challenge', async () => {
      const { person, key, chal, act } = await asked(bench());
      const proof = person.passkey.assert(act);
      await bench().sic.approve({ chal, evidence: [proof] });
      await assert.rejects(bench().sic.approve({ chal, evidence: [proof] }), refusedWith('expired'));
      const next = await bench().prepareSign(person, key, [digest()]);
      await assert.rejects(
        bench().sic.approve({ chal: next.chal, evidence: [proof] }),
        refusedWith('evidence_invalid'),
      );
    });

    test('refuses a counter that does not rise: a cloned passkey', async () => {
      const { person, chal, act } = await asked(bench());
      person.passkey.counter = 0;
      const proof = person.passkey.assert(act);
      await assert.rejects(bench().sic.approve({ chal, evidence: [proof] }), refusedWith('evidence_invalid'));
    });

    test('fifty approvals at once: one activation, one set of slots', async () => {
      const { person, chal, act } = await asked(bench());
      const calls = Array.from({ length: 50 }, () =>
        bench().sic.approve({ chal, evidence: [person.passkey.assert(act)] }),
      );
      const outcomes = await Promise.allSettled(calls);
      assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
      const slots = await bench().sam.db.selectFrom('slot').select('i').where('chal', '=', chal).execute();
      assert.equal(slots.length, 1);
    });

    test('refuses an edited challenge: every sealed column', async () => {
      const edits = [
        { intent: '{}' },
        { ih: Buffer.alloc(32) },
        { epoch: 9 },
        { exp: new Date(Date.now() + 3_600_000) },
        { bearer: 'x' },
        { peer: 'sic' },
        { pin: 'x' },
        { client: 'x' },
        { mac: Buffer.alloc(32) },
      ];
      for (const edit of edits) {
        const { person, chal, act } = await asked(bench());
        await bench().sam.db.updateTable('challenge').set(edit).where('chal', '=', chal).execute();
        const evidence = [person.passkey.assert(act)];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('not_found'), JSON.stringify(edit));
      }
    });

    test('refuses an intent rewritten together with its hash', async () => {
      const { chal, person, intent } = await asked(bench());
      const forged: Intent = { ...intent, dtbsr: [digest()] };
      const text = canonicalize(forged);
      const ih = hashIntentText(text);
      await bench().sam.db.updateTable('challenge').set({ intent: text, ih }).where('chal', '=', chal).execute();
      const proof = person.passkey.assert({ ih, origin: sicOrigin, rpId: 'sic.example' });
      await assert.rejects(bench().sic.approve({ chal, evidence: [proof] }), refusedWith('not_found'));
    });

    test('refuses an edited factor, and one moved to another signer', async () => {
      const { person, chal, act } = await asked(bench());
      const mallory = await bench().enrol();
      const { db } = bench().sam;
      const evil = await db
        .selectFrom('factor')
        .select('data')
        .where('factor', '=', mallory.passkey.id)
        .executeTakeFirstOrThrow();
      await db.updateTable('factor').set(evil).where('factor', '=', person.passkey.id).execute();
      const forged = { ...mallory.passkey.assert(act), id: person.passkey.id };
      await assert.rejects(bench().sic.approve({ chal, evidence: [forged] }), refusedWith('evidence_invalid'));
      await db.updateTable('factor').set({ signer: person.signer }).where('factor', '=', mallory.passkey.id).execute();
      const moved = mallory.passkey.assert(act);
      await assert.rejects(bench().sic.approve({ chal, evidence: [moved] }), refusedWith('evidence_invalid'));
    });

    test('refuses an edited or suspended signer', async () => {
      const edits = [{ identity: '{}' }, { account: 'x' }, { subject: randomUUID() }, { state: 'suspended' }] as const;
      for (const edit of edits) {
        const { person, chal, act } = await asked(bench());
        await bench().sam.db.updateTable('signer').set(edit).where('signer', '=', person.signer).execute();
        const proof = person.passkey.assert(act);
        await assert.rejects(bench().sic.approve({ chal, evidence: [proof] }), refusedWith('policy'));
      }
    });

    test('a refusal by the signer and a cancellation are final', async () => {
      const first = await asked(bench());
      await bench().sic.refuse({ chal: first.chal });
      assert.equal((await bench().ssa.status(first.chal)).state, 'refused');
      const proof = first.person.passkey.assert(first.act);
      await assert.rejects(bench().sic.approve({ chal: first.chal, evidence: [proof] }), refusedWith('expired'));
      const second = await asked(bench());
      await bench().ssa.cancel(second.chal);
      assert.equal((await bench().ssa.status(second.chal)).state, 'cancelled');
      await assert.rejects(bench().sic.refuse({ chal: second.chal }), refusedWith('expired'));
    });

    test('what was approved in another epoch is worth nothing', async () => {
      const { person, chal, act } = await asked(bench());
      const { db, module } = bench().sam;
      const set = async (epoch: number) =>
        db
          .updateTable('epoch')
          .set({ epoch, mac: await sealRow(module, 'epoch', { id: 1, epoch }) })
          .execute();
      await set(2);
      const evidence = [person.passkey.assert(act)];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('expired'));
      await set(1);
    });

    test('an approval after its time is refused', async () => {
      const { person, chal, act } = await asked(bench());
      bench().ahead = 301_000;
      const evidence = [person.passkey.assert(act)];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('expired')).finally(() => {
        bench().ahead = 0;
      });
    });
  });
});

async function enrolment(
  bench: Bench,
  passkey: SoftwareAuthenticator,
  subject: string,
  bend?: (ih: Uint8Array) => object,
) {
  const { chal } = await bench.prepareEnrol(subject);
  const { act } = await bench.question(chal);
  const login = await bench.login(act.ih, subject, bend?.(act.ih));
  return { chal, act, evidence: [login, passkey.register(act)] as readonly Evidence[] };
}

type Asked = { person: Person; key: string; chal: string; act: Act; intent: Intent };

async function asked(bench: Bench): Promise<Asked> {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const { chal } = await bench.prepareSign(person, key, [digest()]);
  return { person, key, chal, ...(await bench.question(chal)) };
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AssuranceLevel, Evidence } from '../../../client/index.ts';
import type { GroupPolicy, LoginLevel, TrustedOidcIdp } from '../../config.ts';
import { type Bench, digest, onEmbedded, type Person, refusedWith, sicOrigin } from '../../testing/bench.ts';
import { testIdp } from '../../testing/identity-provider.ts';

const mfa = 'https://refeds.org/profile/mfa';
const levels: readonly LoginLevel[] = [
  { acr: mfa, level: 'AAL2', categories: ['knowledge', 'possession'] },
  { amr: ['pwd'], level: 'AAL1', categories: ['knowledge'] },
];
const policy: GroupPolicy = {
  group: 'g_1',
  id: 'idp-fresh',
  scal1: ['webauthn', 'oidc'],
  scal2: ['webauthn', 'oidc'],
  decides: ['oidc'],
};

onEmbedded('a fresh login as evidence', (bench) => {
  test('with two factors, at a provider set to decide, is one act: the key signs', async () => {
    const { person, chal, act } = await asked(bench());
    await bench().sic.approve({ chal, evidence: [await bench().login(act.ih, person.subject, { acr: mfa })] });
    assert.equal((await bench().ssa.status(chal)).state, 'activated');
  });

  test('makes a key as well', async () => {
    const person = await somebody(bench());
    const { chal } = await bench().prepareKey(person);
    const { act } = await bench().question(chal);
    await bench().sic.approve({ chal, evidence: [await bench().login(act.ih, person.subject, { acr: mfa })] });
    assert.ok((await bench().ssa.status(chal)).result?.key);
  });

  test('the page is told where: nonce is the intent hash, a login of this moment, by the contexts that count', async () => {
    const { chal, act } = await asked(bench());
    const { idp } = await bench().sic.fetch(chal);
    const { searchParams } = new URL(idp?.authorizeUrl ?? '');
    assert.equal(searchParams.get('nonce'), Buffer.from(act.ih).toString('base64url'));
    assert.equal(searchParams.get('prompt'), 'login');
    assert.equal(searchParams.get('acr_values'), mfa);
    assert.equal(searchParams.get('redirect_uri'), `${sicOrigin}/idp/return`);
  });

  describe('test 12: an assertion of an identity provider is refused', () => {
    const seconds = () => Math.floor(Date.now() / 1000);
    const wrong: [string, () => object][] = [
      ['with an old nonce', () => ({ nonce: digest() })],
      ['with a wrong audience', () => ({ aud: 'chancery-ssa' })],
      ['with two audiences', () => ({ aud: ['chancery-approvals', 'chancery-ssa'] })],
      ['with a stale auth_time', () => ({ auth_time: seconds() - 60 })],
      [
        'of silent single sign-on only: a new token for an old login',
        () => ({ iat: seconds(), auth_time: seconds() - 3600 }),
      ],
      ['of a login a moment before the intent', () => ({ auth_time: seconds() - 3 })],
      ['without auth_time', () => ({ auth_time: undefined })],
      ['of another subject', () => ({ sub: 'somebody-else' })],
      ['past its time', () => ({ exp: seconds() - 60 })],
      ['of another issuer', () => ({ iss: 'https://idp.example.evil' })],
    ];
    for (const [title, bend] of wrong) {
      test(title, async () => {
        const { person, chal, act } = await asked(bench());
        const evidence = [await bench().login(act.ih, person.subject, { acr: mfa, ...bend() })];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
        assert.equal((await bench().ssa.status(chal)).state, 'open');
      });
    }

    test('signed by another key, or by none', async () => {
      const { person, chal, act } = await asked(bench());
      const { idToken } = (await bench().login(act.ih, person.subject, { acr: mfa })) as { idToken: string };
      const rogue = await testIdp();
      const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as object;
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${idToken.split('.')[1]}.`;
      for (const forged of [await rogue.token({ ...claims }), none, idToken.slice(0, -8)]) {
        const evidence: readonly Evidence[] = [{ kind: 'oidc', idToken: forged }];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
      }
    });

    test('presented again for another document', async () => {
      const { person, key, chal, act } = await asked(bench());
      const evidence = [await bench().login(act.ih, person.subject, { acr: mfa })];
      await bench().sic.approve({ chal, evidence });
      const next = await bench().prepareSign(person, key, [digest()]);
      await assert.rejects(bench().sic.approve({ chal: next.chal, evidence }), refusedWith('evidence_invalid'));
    });
  });

  describe('is not enough', () => {
    test('with one factor, or one that the provider says nothing of', async () => {
      for (const said of [{ amr: ['pwd'] }, {}, { acr: 'urn:other' }]) {
        const { person, chal, act } = await asked(bench());
        const evidence = [await bench().login(act.ih, person.subject, said)];
        await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
      }
    });

    test('at a provider for which officers have not set idp-fresh', async () => {
      const { person, chal, act } = await asked(bench());
      await officers(bench(), { idpFresh: false });
      const evidence = [await bench().login(act.ih, person.subject, { acr: mfa })];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
    });

    test('at a provider that officers trust no more', async () => {
      const { person, chal, act } = await asked(bench());
      await bench().officers({ idps: [], policies: [policy] });
      const evidence = [await bench().login(act.ih, person.subject, { acr: mfa })];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
      assert.equal((await bench().sic.fetch(chal)).idp, undefined);
    });
  });

  describe('the assurance of an act', () => {
    test('is the lower of proofing and authentication, told on three scales beside the provider’s own words', async () => {
      const cases: readonly (readonly [AssuranceLevel, string, string])[] = [
        ['high', 'AAL2', 'substantial'],
        ['low', 'AAL2', 'low'],
        ['substantial', 'AAL3', 'substantial'],
        ['high', 'AAL3', 'high'],
      ];
      for (const [proofed, level, expected] of cases) {
        const row = { acr: mfa, level, categories: ['knowledge', 'possession'] as const };
        await officers(bench(), { loa: proofed, levels: [row] });
        const person = await bench().enrol(undefined, { acr: mfa });
        const { chal, act } = await asking(bench(), person);
        await bench().sic.approve({
          chal,
          evidence: [await bench().login(act.ih, person.subject, { acr: mfa, amr: ['pwd'] })],
        });
        const { assurance, factors } = await recorded(bench(), chal);
        assert.equal(assurance.eidas, expected, `${proofed} ${level}`);
        assert.deepEqual(factors[0]?.said, { acr: mfa, amr: ['pwd'] });
      }
    });

    test('of an enrolment: a weak login proves an identity no better than itself', async () => {
      await officers(bench(), { loa: 'high' });
      for (const [said, expected] of [
        [{ amr: ['pwd'] }, 'low'],
        [{}, 'low'],
        [{ acr: mfa }, 'substantial'],
      ] as const) {
        const { signer } = await bench().enrol(undefined, said);
        const { identity } = await bench()
          .sam.db.selectFrom('signer')
          .select('identity')
          .where('signer', '=', signer)
          .executeTakeFirstOrThrow();
        assert.equal((JSON.parse(identity) as { loa: string }).loa, expected);
      }
    });
  });
});

async function officers(bench: Bench, more: Partial<TrustedOidcIdp> = {}): Promise<void> {
  await bench.officers({ idps: [{ ...bench.idp.trusted, levels, idpFresh: true, ...more }], policies: [policy] });
}

async function somebody(bench: Bench): Promise<Person> {
  await officers(bench);
  return bench.enrol(undefined, { acr: mfa });
}

async function asked(bench: Bench) {
  return asking(bench, await somebody(bench));
}

async function asking(bench: Bench, person: Person) {
  const key = await bench.key(person);
  const { chal } = await bench.prepareSign(person, key, [digest()]);
  return { person, key, chal, ...(await bench.question(chal)) };
}

type Recorded = { assurance: { eidas: string }; factors: readonly { said?: object }[] };

async function recorded(bench: Bench, chal: string): Promise<Recorded> {
  const records = await bench.sam.db.selectFrom('audit').select('record').execute();
  const activated = records.map(({ record }) => JSON.parse(record) as { ev: string; object: string; detail: Recorded });
  return activated.find(({ ev, object }) => ev === 'CHALLENGE_ACTIVATED' && object === chal)?.detail as Recorded;
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { nameAttributes, parseCertificationRequest } from '@chancery/pki';
import { type Bench, digest, ecdsa, onEachDatabase, p256, refusedWith } from '../testing/bench.ts';
import { TestOrganization } from '../testing/organization.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';

onEachDatabase('seals', (bench) => {
  describe('an organisation is enrolled', () => {
    test('by its own key, with the name that officers verified', async () => {
      const { organization } = await bench().organization();
      await assert.rejects(
        bench()
          .prepareOrganization(organization)
          .then(({ chal }) => bench().approveBy(organization, chal)),
        refusedWith('policy'),
      );
    });

    test('by no key of another, and by none whose time is over', async () => {
      const organization = await TestOrganization.make();
      await bench().trust(organization.trusted('nobody', bench().idp.trusted.issuer));
      const { chal } = await bench().prepareOrganization(organization);
      const { ih } = await bench().questionToClient(chal);
      const another = await (await TestOrganization.make()).approve(ih);
      for (const evidence of [another, await organization.approve(ih, 'old')])
        await assert.rejects(bench().ssa.approveByClient({ chal, evidence }), refusedWith('evidence_invalid'));
      await bench().approveBy(organization, chal);
    });

    test('by the login of who represents it; the certificate will name the organisation, the assurance is the lower', async () => {
      const organization = await TestOrganization.make();
      await bench().trust(organization.trusted('Byron', bench().idp.trusted.issuer));
      const { chal } = await bench().prepareOrganization(organization, 'Byron');
      const { intent, act } = await bench().question(chal);
      assert.equal(intent.signer_name, 'Analytical Engines');
      assert.equal(intent.seal?.identifier, 'VATUT-B12345678');
      const evidence = [await bench().login(act.ih, 'Byron'), new SoftwareAuthenticator().register(act)];
      await bench().sic.approve({ chal, evidence });
      const identity = (await bench().ssa.status(chal)).result?.identity;
      assert.deepEqual(identity, {
        kind: 'legal',
        issuer: 'sam://test',
        subject: organization.id,
        loa: 'substantial',
        attributes: organization.trusted('', '').attributes,
      });
    });

    test('by nobody else: another login, an unknown organisation, a login of another after the question', async () => {
      const organization = await TestOrganization.make();
      const { issuer } = bench().idp.trusted;
      await bench().trust(organization.trusted('Byron', issuer));
      await assert.rejects(bench().prepareOrganization(organization, 'Mallory'), refusedWith('policy'));
      await assert.rejects(bench().prepareOrganization(await TestOrganization.make()), refusedWith('policy'));
      const rogue = { issuer: 'https://rogue.example', subject: 'Byron' };
      await bench().trust(organization.trusted(rogue.subject, rogue.issuer));
      const byRogue = { ...asked, purpose: 'enrol' as const, account: 'acc-rogue', organization: organization.id };
      await assert.rejects(bench().ssa.prepare({ ...byRogue, idp: rogue }), refusedWith('policy'));
      await bench().trust(organization.trusted('Byron', issuer));
      const { chal } = await bench().prepareOrganization(organization, 'Byron');
      const { act } = await bench().question(chal);
      const mallory = [await bench().login(act.ih, 'Mallory'), new SoftwareAuthenticator().register(act)];
      await assert.rejects(bench().sic.approve({ chal, evidence: mallory }), refusedWith('evidence_invalid'));
      await bench().trust(organization.trusted('Augusta', issuer));
      const byron = [await bench().login(act.ih, 'Byron'), new SoftwareAuthenticator().register(act)];
      await assert.rejects(bench().sic.approve({ chal, evidence: byron }), refusedWith('policy'));
    });

    test('only who represents it now approves for it, whoever enrolled it', async () => {
      const organization = await TestOrganization.make();
      const { issuer } = bench().idp.trusted;
      const byron = organization.trusted('Byron', issuer);
      await bench().trust(byron);
      const { chal } = await bench().prepareOrganization(organization, 'Byron');
      const { act } = await bench().question(chal);
      const passkey = new SoftwareAuthenticator();
      await bench().sic.approve({ chal, evidence: [await bench().login(act.ih, 'Byron'), passkey.register(act)] });
      const person = { signer: (await bench().ssa.status(chal)).result?.signer ?? '', subject: 'Byron', passkey };
      const asked = await bench().prepareKey(person);
      const { representative: _nobody, ...unrepresented } = byron;
      for (const one of [
        organization.trusted('Augusta', issuer),
        organization.trusted('Byron', 'https://x'),
        unrepresented,
      ]) {
        await bench().trust(one);
        await assert.rejects(bench().approve(person, asked.chal), refusedWith('policy'));
      }
      await bench().trust(byron);
      await bench().approve(person, asked.chal);
    });

    test('nobody at all is not enrolled', async () => {
      const nobody = { ...asked, purpose: 'enrol' as const, account: 'acc-nobody' };
      await assert.rejects(bench().ssa.prepare(nobody), refusedWith('invalid'));
    });
  });

  describe('a seal approved on the page', () => {
    const levels = [{ acr: 'mfa', level: 'AAL2', categories: ['knowledge', 'possession'] }] as const;
    const ways = { scal1: ['consent', 'oidc'], scal2: ['oidc'], decides: ['oidc'] } as const;

    test('is not approved by a decision that proves nobody, whatever the policy', async () => {
      const { chal } = await askedOfRepresentative(1);
      await assert.rejects(bench().sic.approve({ chal, evidence: [{ kind: 'consent' }] }), refusedWith('policy'));
    });

    test('is approved by a fresh login of who represents the organisation now, and of nobody else', async () => {
      const { chal, act, byron, officers } = await askedOfRepresentative(2);
      const augusta = { ...byron, representative: { issuer: bench().idp.trusted.issuer, subject: 'Augusta' } };
      await officers(augusta);
      const login = await bench().login(act.ih, 'Byron', { acr: 'mfa' });
      await assert.rejects(bench().sic.approve({ chal, evidence: [login] }), refusedWith('evidence_invalid'));
      const { representative: _nobody, ...unrepresented } = byron;
      await officers(unrepresented);
      await assert.rejects(bench().sic.approve({ chal, evidence: [login] }), refusedWith('policy'));
      await officers(byron);
      await bench().sic.approve({ chal, evidence: [login] });
    });

    async function askedOfRepresentative(scal: 1 | 2) {
      const organization = await TestOrganization.make();
      const byron = organization.trusted('Byron', bench().idp.trusted.issuer);
      const idp = { ...bench().idp.trusted, levels, idpFresh: true };
      const policy = { group: 'g_1', id: 'login', ...ways };
      const officers = (one: typeof byron) =>
        bench().officers({ idps: [idp], organizations: [one], policies: [policy] });
      await officers(byron);
      const enrolled = await bench().prepareOrganization(organization, 'Byron');
      const question = await bench().question(enrolled.chal);
      const proofs = [
        await bench().login(question.act.ih, 'Byron'),
        new SoftwareAuthenticator().register(question.act),
      ];
      await bench().sic.approve({ chal: enrolled.chal, evidence: proofs });
      const signer = (await bench().ssa.status(enrolled.chal)).result?.signer ?? '';
      const { chal } = await bench().prepareKey({ signer }, p256, scal);
      return { chal, byron, officers, ...(await bench().question(chal)) };
    }
  });

  describe('the certificate of a seal', () => {
    test('names the organisation and is for seals, or it is not bound', async () => {
      const { organization, signer } = await bench().organization();
      const { key, csr } = await sealKey(bench(), organization, signer);
      const { subject } = parseCertificationRequest(Buffer.from(csr, 'base64url'));
      assert.deepEqual(nameAttributes(subject), organization.trusted('', '').attributes);
      const forPersons = await bench().authority.issue(csr, { types: ['eSign'] });
      await assert.rejects(bench().ssa.bindCertificate({ key, chain: [forPersons] }), refusedWith('policy'));
      const forSeals = await bench().authority.issue(csr, { types: ['eSeal'] });
      assert.deepEqual(await bench().ssa.bindCertificate({ key, chain: [forSeals] }), { keyState: 'active' });
    });

    test('is not bound to a person’s key', async () => {
      const { key, csr } = await bench().pendingKey(await bench().enrol());
      const forSeals = await bench().authority.issue(csr, { types: ['eSeal'] });
      await assert.rejects(bench().ssa.bindCertificate({ key, chain: [forSeals] }), refusedWith('policy'));
    });

    test('is not bound once officers know the organisation by another name', async () => {
      const { organization, signer } = await bench().organization();
      const { key, csr } = await sealKey(bench(), organization, signer);
      const trusted = organization.trusted('nobody', bench().idp.trusted.issuer);
      const attributes = { ...trusted.attributes, organization: 'Difference Engines, S.A.' };
      await bench().trust({ ...trusted, attributes });
      const chain = [await bench().authority.issue(csr, { types: ['eSeal'] })];
      await assert.rejects(bench().ssa.bindCertificate({ key, chain }), refusedWith('policy'));
    });
  });

  describe('an organisation’s own key', () => {
    test('approves a seal, once, and the key seals exactly what it approved', async () => {
      const { organization, signer, key } = await sealer(bench());
      const dtbsr = [digest(), digest()];
      const { chal } = await prepare(bench(), signer, key, dtbsr);
      const { intent, ih } = await bench().questionToClient(chal);
      assert.deepEqual(intent.factors, ['client']);
      assert.deepEqual([intent.seal?.organization, intent.dtbsr], ['Analytical Engines, S.A.', dtbsr]);
      const evidence = await organization.approve(ih);
      await bench().ssa.approveByClient({ chal, evidence });
      await assert.rejects(bench().ssa.approveByClient({ chal, evidence }), refusedWith('expired'));
      await assert.rejects(bench().ssa.statement(chal), refusedWith('expired'));
      const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
      const call = { sad, key, callId: randomUUID(), scheme: ecdsa };
      await assert.rejects(bench().ssa.sign({ ...call, digests: [digest()] }), refusedWith('hash_not_authorized'));
      assert.equal((await bench().ssa.sign({ ...call, digests: dtbsr })).signatures.length, 2);
    });

    const bends: [
      string,
      (one: { organization: TestOrganization; ih: Uint8Array }) => Promise<{ kind: 'client'; jws: string }>,
    ][] = [
      ['over another intent', ({ organization }) => organization.approve(Buffer.alloc(32, 7))],
      [
        'over more than the intent',
        ({ organization, ih }) => organization.approve(ih, 'hardware', { payload: Buffer.concat([ih, ih]) }),
      ],
      [
        'of another type: what that key signs elsewhere',
        ({ organization, ih }) => organization.approve(ih, 'hardware', { typ: 'JWT' }),
      ],
      [
        'by a key that calls itself another',
        ({ organization, ih }) => organization.approve(ih, 'hardware', { kid: 'old' }),
      ],
      [
        'by a key that officers do not know',
        ({ organization, ih }) => organization.approve(ih, 'hardware', { kid: 'new' }),
      ],
      [
        'by an algorithm that is not taken, of a key that is',
        ({ organization, ih }) => organization.approve(ih, 'disk', { alg: 'RS256' }),
      ],
      ['by a key whose time is over', ({ organization, ih }) => organization.approve(ih, 'old')],
      ['by another organisation', async ({ ih }) => (await TestOrganization.make()).approve(ih)],
      ['that is no JWS', async () => ({ kind: 'client', jws: 'approved' })],
      ['that is not signed', async ({ ih }) => ({ kind: 'client', jws: unsigned(ih) })],
    ];
    for (const [title, bend] of bends) {
      test(`is refused an approval ${title}`, async () => {
        const { organization, signer, key } = await sealer(bench());
        const { chal } = await prepare(bench(), signer, key, [digest()]);
        const { ih } = await bench().questionToClient(chal);
        const evidence = await bend({ organization, ih });
        await assert.rejects(bench().ssa.approveByClient({ chal, evidence }), refusedWith('evidence_invalid'));
        assert.equal((await bench().ssa.status(chal)).state, 'open');
      });
    }

    test('that officers have withdrawn approves nothing any more', async () => {
      const { organization, signer, key } = await sealer(bench());
      const { chal } = await prepare(bench(), signer, key, [digest()]);
      const trusted = organization.trusted('nobody', bench().idp.trusted.issuer);
      await bench().trust({ ...trusted, keys: [] });
      await assert.rejects(bench().approveBy(organization, chal), refusedWith('evidence_invalid'));
    });

    test('on a disk does not approve for a key of SCAL 2, neither its making nor its use', async () => {
      const { organization, signer, key } = await sealer(bench());
      const making = await bench().prepareKey({ signer }, undefined, 2, undefined, { by: 'client' });
      await assert.rejects(bench().approveBy(organization, making.chal, 'disk'), refusedWith('policy'));
      const use = await prepare(bench(), signer, key, [digest()]);
      await assert.rejects(bench().approveBy(organization, use.chal, 'disk'), refusedWith('policy'));
      const scal1 = await bench().prepareKey({ signer }, undefined, 1, undefined, { by: 'client' });
      await bench().approveBy(organization, scal1.chal, 'disk');
    });

    test('has a key of the organisation destroyed, from hardware alone, and never one of a person', async () => {
      const { organization, signer, key } = await sealer(bench());
      const person = await bench().enrol();
      const deletion = { ...asked, purpose: 'key.delete', by: 'client' } as const;
      const hers = { ...deletion, signer: person.signer, key: await bench().key(person) };
      await assert.rejects(bench().ssa.prepare(hers), refusedWith('policy'));
      const { chal } = await bench().ssa.prepare({ ...deletion, signer, key });
      await assert.rejects(bench().approveBy(organization, chal, 'disk'), refusedWith('policy'));
      await bench().approveBy(organization, chal);
      assert.equal((await bench().ssa.key(key)).state, 'destroyed');
      await assert.rejects(prepare(bench(), signer, key, [digest()]), refusedWith('key_state'));
    });

    test('never approves for a person, and a passkey never where the organisation’s key was asked for', async () => {
      const person = await bench().enrol();
      const key = await bench().key(person);
      await assert.rejects(
        bench().prepareKey(person, undefined, 2, undefined, { by: 'client' }),
        refusedWith('policy'),
      );
      await assert.rejects(prepare(bench(), person.signer, key, [digest()]), refusedWith('policy'));
      const { organization } = await bench().organization();
      const { chal } = await bench().prepareSign(person, key, [digest()]);
      await assert.rejects(bench().ssa.statement(chal), refusedWith('policy'));
      const { act } = await bench().question(chal);
      const evidence = await organization.approve(act.ih);
      await assert.rejects(bench().ssa.approveByClient({ chal, evidence }), refusedWith('evidence_invalid'));
      const seal = await sealer(bench());
      const asked = await prepare(bench(), seal.signer, seal.key, [digest()]);
      const question = await bench().question(asked.chal);
      const passkey = [person.passkey.assert(question.act)];
      await assert.rejects(
        bench().sic.approve({ chal: asked.chal, evidence: passkey }),
        refusedWith('evidence_invalid'),
      );
    });

    test('is not taken from the approval page, nor is an organisation given a PIN', async () => {
      const { organization, signer, key } = await sealer(bench());
      const { chal } = await prepare(bench(), signer, key, [digest()]);
      const { ih } = await bench().questionToClient(chal);
      const evidence = [await organization.approve(ih)];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('invalid'));
      await assert.rejects(bench().prepareKey({ signer }, undefined, 1, 'correct horse'), refusedWith('policy'));
    });

    test('is held to its limits: how many at once, which documents, how many a day', async () => {
      const { organization, signer, key } = await sealer(bench(), { perApproval: 2, perDay: 3, types: ['hash'] });
      const ask = async (dtbsr: readonly string[], more: object = {}) =>
        (await prepare(bench(), signer, key, dtbsr, more)).chal;
      const many = await ask([digest(), digest(), digest()]);
      await assert.rejects(bench().approveBy(organization, many), refusedWith('policy'));
      const pdf = {
        label: 'x',
        type: 'application/pdf' as const,
        size: 1,
        docSha256: digest(),
        viewUrl: 'https://ssa.example/v',
      };
      const other = await ask([digest()], { display: [pdf] });
      await assert.rejects(bench().approveBy(organization, other), refusedWith('policy'));
      await bench().approveBy(organization, await ask([digest(), digest()]));
      const asks = [await ask([digest()]), await ask([digest()]), await ask([digest()])];
      const all = await Promise.allSettled(asks.map((chal) => bench().approveBy(organization, chal)));
      assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
      bench().ahead += 86_460_000;
      await bench().approveBy(organization, await ask([digest(), digest()]));
      bench().ahead -= 86_460_000;
    });

    test('counts a day from the approvals: a question that waited is not older for it', async () => {
      const { organization, signer, key } = await sealer(bench(), { perDay: 1 });
      const { chal } = await prepare(bench(), signer, key, [digest()], { lifetime: 3_600 });
      bench().ahead += 3_000_000;
      await bench().approveBy(organization, chal);
      bench().ahead += 86_340_000;
      const early = await prepare(bench(), signer, key, [digest()]);
      await assert.rejects(bench().approveBy(organization, early.chal), refusedWith('policy'));
      bench().ahead += 120_000;
      await bench().approveBy(organization, early.chal);
      bench().ahead -= 89_460_000;
    });
  });

  test('the kill switch of an organisation stops questions, approvals and what was approved', async () => {
    const { organization, signer, key } = await sealer(bench());
    const value = digest();
    const approved = await prepare(bench(), signer, key, [value]);
    await bench().approveBy(organization, approved.chal);
    const waiting = await prepare(bench(), signer, key, [digest()]);
    const { ih } = await bench().questionToClient(waiting.chal);
    const evidence = await organization.approve(ih);
    const sad = (await bench().ssa.status(approved.chal)).result?.sad ?? '';
    const call = { sad, key, callId: randomUUID(), scheme: ecdsa, digests: [value] };
    const trusted = organization.trusted('nobody', bench().idp.trusted.issuer);
    await bench().trust({ ...trusted, stopped: true });
    await assert.rejects(prepare(bench(), signer, key, [digest()]), refusedWith('policy'));
    await assert.rejects(bench().ssa.approveByClient({ chal: waiting.chal, evidence }), refusedWith('policy'));
    await assert.rejects(bench().ssa.sign(call), refusedWith('policy'));
    await bench().trust(trusted);
    assert.equal((await bench().ssa.sign(call)).signatures.length, 1);
  });

  test('an organisation planted or changed in the database is not trusted', async () => {
    const { organization, signer, key } = await sealer(bench());
    const { db } = bench().sam;
    const { data } = await db
      .selectFrom('trust')
      .select('data')
      .where('id', '=', organization.id)
      .executeTakeFirstOrThrow();
    const widened = data.replace('"limits":{}', '"limits":{"perDay":9}');
    assert.notEqual(widened, data);
    await db.updateTable('trust').set({ data: widened }).where('id', '=', organization.id).execute();
    await assert.rejects(prepare(bench(), signer, key, [digest()]), refusedWith('policy'));
  });
});

const asked = { group: 'g_1', client: 'sp_1', clientName: 'Bank X', returnUrl: 'https://ssa.example/back' };

/** A pending key of SCAL 2 that the organisation's own key agreed to. */
async function sealKey(bench: Bench, organization: TestOrganization, signer: string) {
  const { chal } = await bench.prepareKey({ signer }, undefined, 2, undefined, { by: 'client' });
  await bench.approveBy(organization, chal);
  const { result } = await bench.ssa.status(chal);
  return { key: result?.key ?? '', csr: result?.csr ?? '' };
}

async function sealer(bench: Bench, limits?: Parameters<Bench['organization']>[0]) {
  const { organization, signer } = await bench.organization(limits);
  const { key, csr } = await sealKey(bench, organization, signer);
  await bench.ssa.bindCertificate({ key, chain: [await bench.authority.issue(csr, { types: ['eSeal'] })] });
  return { organization, signer, key };
}

function prepare(bench: Bench, signer: string, key: string, dtbsr: readonly string[], more: object = {}) {
  return bench.prepareSign({ signer }, key, dtbsr, { by: 'client', ...more });
}

function unsigned(ih: Uint8Array): string {
  const header = { alg: 'none', kid: 'hardware', typ: 'chancery-approval' };
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(ih).toString('base64url')}.`;
}

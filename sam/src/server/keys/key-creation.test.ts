import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeName, nameToString, parseCertificationRequest, verifyCertificationRequest } from '@chancery/pki';
import { loadChallenge } from '../approval/challenge.ts';
import { digest, onEachDatabase, p256, refusedWith } from '../testing/bench.ts';
import { createKey } from './key-creation.ts';

onEachDatabase('key creation', (bench) => {
  test('the intent shows what key under which terms; the request is signed by the new key for the proven person', async () => {
    const person = await bench().enrol();
    const { chal } = await bench().prepareKey(person, { kind: 'ec', curve: 'P-384' });
    const { intent } = await bench().question(chal);
    assert.deepEqual(intent.kgen, { algorithm: { kind: 'ec', curve: 'P-384' }, scal: 2, pin: false });
    assert.equal(intent.terms?.version, '1');
    await bench().approve(person, chal);
    const { result } = await bench().ssa.status(chal);
    const request = Buffer.from(result?.csr ?? '', 'base64url');
    assert.ok(verifyCertificationRequest(request));
    assert.match(nameToString(parseCertificationRequest(request).subject), /CN=Ada/);
    assert.equal((await bench().ssa.key(intent.key ?? '')).state, 'cert_pending');
  });

  test('a key is not made before its approval, and once even if asked again', async () => {
    const person = await bench().enrol();
    const { chal } = await bench().prepareKey(person);
    const { intent } = await bench().question(chal);
    await assert.rejects(bench().ssa.key(intent.key ?? ''), refusedWith('not_found'));
    await bench().approve(person, chal);
    const challenge = await loadChallenge(bench().sam.db, bench().sam.module, chal);
    const { db } = bench().sam;
    await db
      .deleteFrom('key')
      .where('key', '=', intent.key ?? '')
      .execute();
    await Promise.all([createKey(bench().sam, challenge), createKey(bench().sam, challenge), bench().ssa.status(chal)]);
    assert.equal((await bench().ssa.keysOf(person.signer)).length, 1);
  });

  test('a key without a certificate signs nothing', async () => {
    const person = await bench().enrol();
    const { key } = await bench().pendingKey(person);
    await assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('key_state'));
  });

  test('a certificate over another key is refused', async () => {
    const person = await bench().enrol();
    const [one, other] = [await bench().pendingKey(person), await bench().pendingKey(person)];
    const chain = [await bench().authority.issue(other.csr)];
    await assert.rejects(bench().ssa.bindCertificate({ key: one.key, chain }), refusedWith('policy'));
  });

  test('a certificate for another person is refused, and one with an attribute too many', async () => {
    const person = await bench().enrol();
    const { key, csr } = await bench().pendingKey(person);
    const other = encodeName({ commonName: 'Mallory' });
    const more = encodeName({
      commonName: `Ada ${person.subject}`,
      givenName: 'Ada',
      surname: person.subject,
      country: 'UT',
      organization: 'Bank',
    });
    for (const subject of [other, more]) {
      const chain = [await bench().authority.issue(csr, { subject })];
      await assert.rejects(bench().ssa.bindCertificate({ key, chain }), refusedWith('policy'));
    }
  });

  test('a certificate out of its time is refused', async () => {
    const person = await bench().enrol();
    const { key, csr } = await bench().pendingKey(person);
    for (const bend of [{ notAfter: new Date(Date.now() - 1_000) }, { notBefore: new Date(Date.now() + 60_000) }]) {
      const chain = [await bench().authority.issue(csr, bend)];
      await assert.rejects(bench().ssa.bindCertificate({ key, chain }), refusedWith('policy'));
    }
  });

  test('a certificate is bound once; the same again is no change; what is no certificate is refused', async () => {
    const person = await bench().enrol();
    const { key, csr } = await bench().pendingKey(person);
    const chain = [await bench().authority.issue(csr)];
    await assert.rejects(bench().ssa.bindCertificate({ key, chain: [digest()] }), refusedWith('invalid'));
    assert.deepEqual(await bench().ssa.bindCertificate({ key, chain }), { keyState: 'active' });
    assert.deepEqual(await bench().ssa.bindCertificate({ key, chain }), { keyState: 'active' });
    const renewed = [await bench().authority.issue(csr)];
    await assert.rejects(bench().ssa.bindCertificate({ key, chain: renewed }), refusedWith('key_state'));
    const info = await bench().ssa.key(key);
    assert.deepEqual([info.state, info.chain], ['active', chain]);
  });

  test('two bindings at once: one wins', async () => {
    const person = await bench().enrol();
    const { key, csr } = await bench().pendingKey(person);
    const chains = await Promise.all([1, 2, 3, 4].map(async () => [await bench().authority.issue(csr)]));
    const outcomes = await Promise.allSettled(chains.map((chain) => bench().ssa.bindCertificate({ key, chain })));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('a key of one signer is not signed with by another', async () => {
    const [ada, bob] = [await bench().enrol(), await bench().enrol()];
    const key = await bench().key(ada);
    await assert.rejects(bench().prepareSign(bob, key, [digest()]), refusedWith('not_found'));
  });

  test('a SCAL2 key takes no explicit PIN, a weak PIN is refused', async () => {
    const person = await bench().enrol();
    await assert.rejects(bench().prepareKey(person, p256, 2, '482913'), refusedWith('policy'));
    for (const pin of ['12345', '123456', '987654', '111111', 'short', 'aaaaaaaaaa', '4829134829134']) {
      await assert.rejects(bench().prepareKey(person, p256, 1, pin), refusedWith('pin_invalid'), pin);
    }
  });
});

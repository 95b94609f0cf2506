import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadChallenge } from '../approval/challenge.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { digest, ecdsa, onEachDatabase, type Person, refusedWith, returnUrl } from '../testing/bench.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { deleteKey } from './destroy-key.ts';
import { loadKey } from './key-store.ts';

onEachDatabase('the deletion of a key', (bench) => {
  const prepare = ({ signer }: Pick<Person, 'signer'>, key: string) =>
    bench().ssa.prepare({
      group: 'g_1',
      client: 'sp_1',
      clientName: 'Bank X',
      returnUrl,
      purpose: 'key.delete',
      signer,
      key,
    });

  test('is not asked for by another signer, of no key, nor twice', async () => {
    const [ana, eve] = [await bench().enrol(), await bench().enrol()];
    const key = await bench().key(ana);
    await assert.rejects(prepare(eve, key), refusedWith('not_found'));
    await assert.rejects(prepare(ana, 'k_none'), refusedWith('not_found'));
    const { chal } = await prepare(ana, key);
    await bench().approve(ana, chal);
    await assert.rejects(prepare(ana, key), refusedWith('key_state'));
  });

  test('is approved by nobody else, and nothing happens when it is refused', async () => {
    const [ana, eve] = [await bench().enrol(), await bench().enrol()];
    const key = await bench().key(ana);
    const { chal } = await prepare(ana, key);
    await assert.rejects(bench().approve(eve, chal), refusedWith('evidence_invalid'));
    await bench().sic.refuse({ chal });
    assert.equal((await bench().ssa.key(key)).state, 'active');
  });

  test('names the certificate, ends what was approved before, and leaves a tombstone', async () => {
    const ana = await bench().enrol();
    const key = await bench().key(ana);
    const hash = digest();
    const sad = await bench().sad(ana, key, [hash]);
    const { chal } = await prepare(ana, key);
    const { intent } = await bench().question(chal);
    assert.deepEqual([intent.purpose, intent.key, intent.signer_name], ['key.delete', key, `Ada ${ana.subject}`]);
    assert.ok(intent.cert_issuer);
    await bench().approve(ana, chal);
    assert.deepEqual((await bench().ssa.status(chal)).result, { signer: ana.signer, key });
    const call = { sad, key, callId: 'c', scheme: ecdsa, digests: [hash] };
    await assert.rejects(bench().ssa.sign(call), refusedWith('key_state'));
    const { record, chain } = await loadKey(bench().sam.db, bench().sam.module, key);
    assert.deepEqual([record.blob, chain.length], [null, 1]);
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });

  test('approved twice at once destroys it once, and both are told that it is done', async () => {
    // Whichever approval comes first: a counter would refuse the other order.
    const ana = await bench().enrol(undefined, undefined, undefined, new SoftwareAuthenticator(0));
    const key = await bench().key(ana);
    const asked = [await prepare(ana, key), await prepare(ana, key)];
    const questions = await Promise.all(asked.map(({ chal }) => bench().question(chal)));
    const evidence = questions.map(({ act }) => [ana.passkey.assert(act)]);
    await Promise.all(asked.map(({ chal }, i) => bench().sic.approve({ chal, evidence: evidence[i] ?? [] })));
    for (const { chal } of asked) assert.equal((await bench().ssa.status(chal)).state, 'activated');
    const events = bench().sam.db.selectFrom('audit').select('record').where('record', 'like', '%"KEY_DESTROYED"%');
    assert.equal((await events.where('record', 'like', `%${key}%`).execute()).length, 1);
  });

  test('of a key without a certificate is possible too, and is done once after a crash', async () => {
    const ana = await bench().enrol();
    const { key } = await bench().pendingKey(ana);
    const { chal } = await prepare(ana, key);
    await bench().approve(ana, chal);
    const challenge = await loadChallenge(bench().sam.db, bench().sam.module, chal);
    await deleteKey(bench().sam, challenge);
    assert.equal((await bench().ssa.key(key)).state, 'destroyed');
  });
});

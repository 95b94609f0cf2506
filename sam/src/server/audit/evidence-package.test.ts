import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { evidenceFacts, type SignatureEvidence } from '../../client/index.ts';
import { digest, ecdsa, onEachDatabase, refusedWith } from '../testing/bench.ts';
import { readEvidence, verifyEvidence } from './audit-evidence.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

onEachDatabase('the evidence of a signature', (bench) => {
  let evidence: SignatureEvidence;

  test('says who agreed to what, by which factors, to which terms, and is proven once a checkpoint covers it', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const digests = [digest(), digest()];
    const { chal } = await bench().prepareSign(person, key, digests);
    await bench().approve(person, chal);
    await assert.rejects(bench().ssa.evidence(chal), refusedWith('not_found'));
    const { result } = await bench().ssa.status(chal);
    const { signatures } = await bench().ssa.sign({ sad: result?.sad ?? '', key, callId: 'a', scheme: ecdsa, digests });
    assert.equal((await bench().ssa.evidence(chal)).proof, undefined);
    await writeCheckpoint(bench().sam);
    evidence = await bench().ssa.evidence(chal);
    const { intent, ...facts } = evidenceFacts(evidence);
    assert.deepEqual([intent.sub, intent.key, intent.dtbsr], [person.signer, key, digests]);
    assert.deepEqual(
      facts.factors.map(({ kind }) => kind),
      ['webauthn'],
    );
    assert.equal(facts.assurance['eidas'], 'substantial');
    assert.deepEqual([facts.terms?.version, facts.terms?.lang], ['1', 'en']);
    assert.deepEqual(
      facts.signatures,
      signatures.map((value) => sha256(Buffer.from(value, 'base64url'))),
    );
    assert.equal(facts.algorithm, '1.2.840.10045.4.3.2');
    const verdict = verifyEvidence(readEvidence(JSON.parse(JSON.stringify(evidence))) ?? assert.fail(), {});
    assert.deepEqual(verdict.findings, []);
    assert.deepEqual(
      verdict.records.map(({ content }) => content.ev),
      ['CHALLENGE_ACTIVATED', 'KEY_GENERATED', 'CERT_BOUND', 'CHALLENGE_ACTIVATED', 'SIGN_OK'],
    );
  });

  test('with another intent, certificate, record or signature, or without its proof, is refused', async () => {
    const [record = '', ...records] = evidence.records;
    const { proof, ...bare } = evidence;
    const without = (at: number) => proof && { ...proof, proofs: proof.proofs.toSpliced(at, 1) };
    const wrong: readonly [string, object][] = [
      ['intent', { intent: evidence.intent.replace('"Bank X"', '"Bank Y"') }],
      ['intent', { proof: without(4), records: evidence.records.slice(0, 4) }],
      ['certificate', { chain: [Buffer.from('another').toString('base64url')] }],
      ['record', { records: [record.replace('"ok"', '"no"'), ...records] }],
      ['record', { proof: without(0) }],
    ];
    for (const [finding, part] of wrong) {
      const read = readEvidence({ ...evidence, ...part }) ?? assert.fail();
      assert.deepEqual(verifyEvidence(read, {}).findings, [{ proof: 0, finding }]);
    }
    assert.deepEqual(verifyEvidence(bare, {}).findings, [{ proof: 0, finding: 'not-covered' }]);
    assert.equal(verifyEvidence(evidence, { keys: [digest()] }).findings[0]?.finding, 'key');
    assert.equal(readEvidence({ ...evidence, records: [] }), undefined);
  });

  test('of a challenge that is unknown, or about no signature, is not found', async () => {
    const { chal } = await bench().prepareEnrol('nobody');
    for (const id of ['c_x', chal]) await assert.rejects(bench().ssa.evidence(id), refusedWith('not_found'));
  });

  test('is found by an index, however long the log is', async () => {
    const plan = await sql<{ 'QUERY PLAN': string }>`explain select chain from audit
      where record ~ '"ev":"(CERT_BOUND|CHALLENGE_ACTIVATED|KEY_GENERATED|PIN_AUTHORIZED|SIGN_OK)"'
        and substring(record from '.*"object":"([^"]+)"') = 'c_x'`.execute(bench().sam.db);
    assert.match(JSON.stringify(plan.rows), /audit_evident/);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

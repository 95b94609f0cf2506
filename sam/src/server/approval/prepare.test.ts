import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { compactVerify, createLocalJWKSet } from 'jose';
import { canonicalize, intentHash } from '../../client/index.ts';
import { digest, onEachDatabase, refusedWith } from '../testing/bench.ts';

onEachDatabase('prepare', (bench) => {
  test('the statement is a JWS over the canonical intent by the key that the page pins', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hash = digest();
    const { chal } = await bench().prepareSign(person, key, [hash]);
    const { statement } = await bench().sic.fetch(chal);
    const { keys } = await bench().sic.statementKeys();
    const set = createLocalJWKSet({ keys: keys.map((each) => ({ ...each })) });
    const { payload, protectedHeader } = await compactVerify(statement, set, { algorithms: ['ES256'] });
    const text = new TextDecoder().decode(payload);
    const intent = JSON.parse(text);
    assert.equal(protectedHeader.typ, 'chancery-intent+jwt');
    assert.equal(canonicalize(intent), text);
    assert.deepEqual([intent.dtbsr, intent.n, intent.key, intent.sub], [[hash], 1, key, person.signer]);
    assert.deepEqual([intent.hash, intent.algs], ['2.16.840.1.101.3.4.2.1', ['1.2.840.10045.4.3.2']]);
    const stored = await bench()
      .sam.db.selectFrom('challenge')
      .select('ih')
      .where('chal', '=', chal)
      .executeTakeFirstOrThrow();
    assert.deepEqual(Buffer.from(intentHash(intent)), Buffer.from(stored.ih));
  });

  test('the statement says in whose name, by whom certified and until when', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const { chal } = await bench().prepareSign(person, key, [digest()]);
    const { intent } = await bench().question(chal);
    const { chain = [] } = await bench().ssa.key(key);
    const certificate = new X509Certificate(Buffer.from(chain[0] ?? '', 'base64url'));
    assert.match(certificate.subject, new RegExp(`^CN=${intent.signer_name}$`, 'm'));
    assert.match(certificate.issuer, new RegExp(`^CN=${intent.cert_issuer}$`, 'm'));
    assert.equal(new Date(certificate.validTo).getTime(), (intent.cert_exp ?? 0) * 1000);
  });

  test('a return address outside the configuration is refused', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const elsewhere = 'https://ssa.example.evil/back';
    for (const more of [{ returnUrl: elsewhere }, { moreUrl: elsewhere }])
      await assert.rejects(bench().prepareSign(person, key, [digest()], more), refusedWith('policy'));
  });

  test('hashes of another length, too many, and displays that do not pair are refused', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const ask = (dtbsr: string[], more = {}) => bench().prepareSign(person, key, dtbsr, more);
    await assert.rejects(ask([digest()], { hashOid: 'sha512' }), refusedWith('invalid'));
    await assert.rejects(ask(Array.from({ length: 1_001 }, digest)), refusedWith('invalid'));
    await assert.rejects(
      ask([digest(), digest()], { display: [{ label: 'x', type: 'hash', size: 0, docSha256: digest() }] }),
      refusedWith('invalid'),
    );
    await assert.rejects(ask([]), refusedWith('invalid'));
  });

  test('what is said of each document stands in the statement; a type without a meaning is refused', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const docSha256 = digest();
    const viewUrl = 'https://ssa.example/sign/view/x/0';
    const file = { label: 'Invoice.xml', type: 'file', mediaType: 'text/xml', size: 9, docSha256, viewUrl } as const;
    const ask = (display: object[]) => bench().prepareSign(person, key, [digest()], { display } as never);
    const { intent } = await bench().question((await ask([file])).chal);
    assert.deepEqual(intent.display, [file]);
    for (const wrong of [{ type: 'text/html' }, { mediaType: '' }, { mediaType: 'x'.repeat(256) }])
      await assert.rejects(ask([{ ...file, ...wrong }]), refusedWith('invalid'));
  });

  test('a thousand hashes are one approval and one call', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const digests = Array.from({ length: 1_000 }, digest);
    const sad = await bench().sad(person, key, digests);
    const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
    const { signatures } = await bench().ssa.sign({ sad, key, callId: 'all', scheme, digests: digests.toReversed() });
    assert.equal(new Set(signatures).size, 1_000);
  });

  test('texts that deceive the reader are refused', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    for (const clientName of ['Bank\u202eX', 'Bank\nX', '']) {
      await assert.rejects(bench().prepareSign(person, key, [digest()], { clientName }), refusedWith('invalid'));
    }
  });

  test('a lifetime is 60 seconds to 60 minutes, five minutes unless told', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const { chal } = await bench().prepareSign(person, key, [digest()]);
    const { intent } = await bench().question(chal);
    assert.equal(intent.exp - intent.iat, 300);
    for (const lifetime of [59, 3_601]) {
      await assert.rejects(bench().prepareSign(person, key, [digest()], { lifetime }), refusedWith('invalid'));
    }
  });

  test('five open challenges per client, twenty per signer; the oldest unapproved give way', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const open = async (client: string) => (await bench().prepareSign(person, key, [digest()], { client })).chal;
    const first: string[] = [];
    for (let i = 0; i < 6; i++) first.push(await open('sp_a'));
    const states = await Promise.all(first.map(async (chal) => (await bench().ssa.status(chal)).state));
    assert.deepEqual(states, ['cancelled', 'open', 'open', 'open', 'open', 'open']);
    for (const client of ['sp_b', 'sp_c', 'sp_d', 'sp_e']) for (let i = 0; i < 5; i++) await open(client);
    const rows = await bench()
      .sam.db.selectFrom('challenge')
      .select('chal')
      .where('signer', '=', person.signer)
      .where('state', '=', 'open')
      .execute();
    assert.equal(rows.length, 20);
    assert.equal((await bench().ssa.status(first[5] ?? '')).state, 'cancelled');
  });
});

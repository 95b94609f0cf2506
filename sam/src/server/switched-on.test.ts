import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { verifyHash } from '@chancery/crypto-module';
import { messageScheme, verifySignature } from '@chancery/pki';
import type { SignRequest } from '../client/index.ts';
import { type Bench, digest, onEachDatabase, refusedWith } from './testing/bench.ts';

const kinds = ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const;
const pin = '482913';
/** Its own switch, and the other's. */
const legacy = [
  ['sha1', 'insecure-rsa-sha1', 'legacy-rsa-sha224'],
  ['sha224', 'legacy-rsa-sha224', 'insecure-rsa-sha1'],
] as const;

onEachDatabase('what only an operator of the SAM allows', (bench) => {
  test('keys that sign messages are refused before anybody is asked', async () => {
    const person = await bench().enrol();
    for (const kind of kinds) await assert.rejects(bench().prepareKey(person, { kind }), refusedWith('policy'));
    await bench().switchOn('ed25519', 'insecure-rsa-sha1');
    await assert.rejects(bench().prepareKey(person, { kind: 'ml-dsa-65' }), refusedWith('policy'));
    await bench().switchOn('ed25519', 'ml-dsa');
    for (const kind of kinds) await bench().prepareKey(person, { kind });
  });

  for (const kind of kinds) {
    test(`${kind}: the message of an approved digest is signed, and no other`, async () => {
      await bench().switchOn('ed25519', 'ml-dsa');
      const { key, sad, message, other } = await ready(bench(), kind);
      const { ssa } = bench();
      await assert.rejects(ssa.sign(call(sad, key, kind, message, [other])), refusedWith('hash_not_authorized'));
      await assert.rejects(ssa.sign(call(sad, key, kind, other, [other])), refusedWith('hash_not_authorized'));
      const { signatures } = await ssa.sign(call(sad, key, kind, message, [message]));
      const spki = Buffer.from((await ssa.key(key)).spki, 'base64url');
      const value = Buffer.from(signatures[0] ?? '', 'base64url');
      assert.ok(verifySignature(spki, messageScheme(kind), message, value));
      assert.deepEqual((await ssa.sign(call(sad, key, kind, message, [message]))).signatures, signatures);
      await assert.rejects(ssa.sign(call(sad, key, kind, message, [message], 'again')), refusedWith('sad_used'));
    });
  }

  test('a message missing, one too many, one of more than 64 KiB and one beside a hash scheme are refused, and spend nothing', async () => {
    await bench().switchOn('ed25519');
    const { person, key, sad, message } = await ready(bench(), 'ed25519');
    const { ssa } = bench();
    const long = Buffer.alloc(65_537);
    for (const messages of [[], [message, message], [long]]) {
      await assert.rejects(ssa.sign(call(sad, key, 'ed25519', message, messages)), refusedWith('invalid'));
    }
    const { messages: _none, ...without } = call(sad, key, 'ed25519', message, [message]);
    await assert.rejects(ssa.sign(without), refusedWith('invalid'));
    await ssa.sign(call(sad, key, 'ed25519', message, [message]));
    const ordinary = await bench().key(person);
    const hash = digest();
    const approved = await bench().sad(person, ordinary, [hash]);
    const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
    const beside = { sad: approved, key: ordinary, callId: 'x', scheme, digests: [hash], messages: ['AA'] };
    await assert.rejects(ssa.sign(beside), refusedWith('invalid'));
  });

  test('a message key is asked for SHA-512 alone, and makes no other scheme', async () => {
    await bench().switchOn('ed25519', 'ml-dsa');
    const { person, key, sad, message } = await ready(bench(), 'ed25519');
    await assert.rejects(bench().prepareSign(person, key, [digest()]), refusedWith('invalid'));
    await assert.rejects(bench().ssa.sign(call(sad, key, 'ml-dsa-44', message, [message])), refusedWith('policy'));
    const scheme = { kind: 'ecdsa', digest: 'sha512' } as const;
    const hash = { sad, key, callId: 'x', scheme, digests: [sha512(message)] };
    await assert.rejects(bench().ssa.sign(hash), refusedWith('policy'));
  });

  test('what was approved before it was switched off is not signed, and nothing is spent', async () => {
    await bench().switchOn('ed25519');
    const { person, key, sad, message } = await ready(bench(), 'ed25519');
    await bench().switchOn();
    await assert.rejects(bench().ssa.sign(call(sad, key, 'ed25519', message, [message])), refusedWith('policy'));
    await assert.rejects(bench().prepareSign(person, key, [sha512(message)], overSha512), refusedWith('policy'));
    await bench().switchOn('ed25519');
    assert.equal((await bench().ssa.sign(call(sad, key, 'ed25519', message, [message]))).signatures.length, 1);
  });

  for (const [name, own, other] of legacy) {
    const asSha = over(name);
    test(`RSA with ${name} by PIN is refused with another switch on; approved before its own it stays so, else the value verifies`, async () => {
      await bench().switchOn(other);
      const { asked, key } = await pinned(bench());
      const before = await bench().ssa.authorizePin(asked);
      await assert.rejects(bench().ssa.sign(asSha.request(before.sad, key)), refusedWith('policy'));
      await bench().switchOn(own);
      await assert.rejects(bench().ssa.sign(asSha.request(before.sad, key)), refusedWith('policy'));
      const { sad } = await bench().ssa.authorizePin({ ...asked, hashes: [asSha.value] });
      const { signatures } = await bench().ssa.sign(asSha.request(sad, key));
      const spki = Buffer.from((await bench().ssa.key(key)).spki, 'base64url');
      const value = Buffer.from(signatures[0] ?? '', 'base64url');
      assert.ok(verifyHash(spki, asSha.scheme, Buffer.from(asSha.value, 'base64url'), value));
      const started = await bench().sam.db.selectFrom('audit').select('record').execute();
      assert.ok(started.some(({ record }) => record.includes(own)));
    });

    test(`an approval (SCAL2) never reaches ${name}, switched on: it must bind one document`, async () => {
      const person = await bench().enrol();
      const key = await bench().key(person, { kind: 'rsa', bits: 2048 });
      const weak = { hashOid: name as never };
      await assert.rejects(bench().prepareSign(person, key, [asSha.value], weak), refusedWith('invalid'));
      const sad = await bench().sad(person, key, [digest()]);
      await assert.rejects(bench().ssa.sign(asSha.request(sad, key)), refusedWith('hash_not_authorized'));
    });
  }
});

const overSha512 = {
  hashOid: 'sha512',
  display: [{ label: 'A contract', type: 'hash', size: 0, docSha256: digest() }],
} as const;

function sha512(message: Uint8Array): string {
  return createHash('sha512').update(message).digest('base64url');
}

async function ready(bench: Bench, kind: (typeof kinds)[number]) {
  const person = await bench.enrol();
  const key = await bench.key(person, { kind });
  const [message, other] = [randomBytes(300), randomBytes(300)];
  const { chal } = await bench.prepareSign(person, key, [sha512(message)], overSha512);
  const { intent } = await bench.question(chal);
  assert.deepEqual([intent.hash, intent.algs?.length], ['2.16.840.1.101.3.4.2.3', 1]);
  await bench.approve(person, chal);
  const sad = (await bench.ssa.status(chal)).result?.sad ?? '';
  return { person, key, sad, message, other };
}

async function pinned(bench: Bench) {
  const person = await bench.enrol();
  const key = await bench.key(person, { kind: 'rsa', bits: 2048 }, 1, pin);
  return { key, asked: { signer: person.signer, key, pin, n: 1, client: 'sp_1' } };
}

function over(digest: (typeof legacy)[number][0]) {
  const scheme = { kind: 'rsa-pkcs1', digest } as const;
  const value = createHash(digest).update('an old reader').digest('base64url');
  const request = (sad: string, key: string): SignRequest => {
    return { sad, client: 'sp_1', key, callId: 'x', scheme, digests: [value] };
  };
  return { scheme, value, request };
}

function call(
  sad: string,
  key: string,
  kind: (typeof kinds)[number],
  approved: Uint8Array,
  messages: readonly Uint8Array[],
  callId = 'call',
): SignRequest {
  const digests = [sha512(approved)];
  const beside = { messages: messages.map((message) => Buffer.from(message).toString('base64url')) };
  return { sad, key, callId, scheme: messageScheme(kind), digests, ...beside };
}

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { verifyHash } from '@chancery/crypto-module';
import { messageScheme, verifySignature } from '@chancery/pki';
import type { SignRequest } from '../client/index.ts';
import { type Bench, digest, onEachDatabase, refusedWith } from './testing/bench.ts';

const kinds = ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const;
const pin = '482913';
const sha1 = { kind: 'rsa-pkcs1', digest: 'sha1' } as const;

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

  test('RSA with SHA-1 is refused, whatever the SSA asks for', async () => {
    await bench().switchOn();
    const { asked, key } = await pinned(bench());
    const { sad } = await bench().ssa.authorizePin(asked);
    await assert.rejects(bench().ssa.sign(overSha1(sad, key)), refusedWith('policy'));
  });

  test('RSA with SHA-1, switched on: by PIN a value that verifies; approved before the switch it stays refused', async () => {
    await bench().switchOn();
    const { asked, key } = await pinned(bench());
    const before = await bench().ssa.authorizePin(asked);
    await bench().switchOn('insecure-rsa-sha1');
    await assert.rejects(bench().ssa.sign(overSha1(before.sad, key)), refusedWith('policy'));
    const { sad } = await bench().ssa.authorizePin({ ...asked, hashes: [sha1Digest] });
    const { signatures } = await bench().ssa.sign(overSha1(sad, key));
    const spki = Buffer.from((await bench().ssa.key(key)).spki, 'base64url');
    const value = Buffer.from(signatures[0] ?? '', 'base64url');
    assert.ok(verifyHash(spki, sha1, Buffer.from(sha1Digest, 'base64url'), value));
    const started = await bench().sam.db.selectFrom('audit').select('record').execute();
    assert.ok(started.some(({ record }) => record.includes('insecure-rsa-sha1')));
  });

  test('an approval (SCAL2) never reaches SHA-1: two documents of one value can be made', async () => {
    await bench().switchOn('insecure-rsa-sha1');
    const person = await bench().enrol();
    const key = await bench().key(person, { kind: 'rsa', bits: 2048 });
    const weak = { hashOid: 'sha1' as never };
    await assert.rejects(bench().prepareSign(person, key, [sha1Digest], weak), refusedWith('invalid'));
    const sad = await bench().sad(person, key, [digest()]);
    await assert.rejects(bench().ssa.sign(overSha1(sad, key)), refusedWith('hash_not_authorized'));
  });
});

const overSha512 = {
  hashOid: 'sha512',
  display: [{ label: 'A contract', type: 'hash', size: 0, docSha256: digest() }],
} as const;
const sha1Digest = createHash('sha1').update('an old reader').digest('base64url');

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

function overSha1(sad: string, key: string): SignRequest {
  return { sad, client: 'sp_1', key, callId: 'x', scheme: sha1, digests: [sha1Digest] };
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

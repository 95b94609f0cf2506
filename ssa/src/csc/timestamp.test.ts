import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CscError } from './csc-error.ts';
import { MemoryService } from './memory-service.test.ts';

let service: MemoryService;
let legacy: MemoryService;
before(async () => {
  service = await MemoryService.open();
  legacy = await MemoryService.open(['insecure-rsa-sha1']);
});
after(() => Promise.all([service.close(), legacy.close()]));

const sha1 = '1.3.14.3.2.26';
const sha256 = '2.16.840.1.101.3.4.2.1';
const imprint = createHash('sha256').update('abc').digest();
const asked = { hash: imprint.toString('base64'), hashAlgo: sha256 };
const old = { hash: 'uB28DAYaAZ+74aWHm30uDgeVB18=', hashAlgo: sha1, nonce: '654654131635468464' };

const refusals: [string, object, string][] = [
  ['no hash', { hash: undefined }, 'Missing (or invalid type) string parameter hash'],
  ['a list of hashes', { hash: [asked.hash] }, 'Missing (or invalid type) string parameter hash'],
  ['the empty text', { hash: '' }, 'Empty hash parameter'],
  ['the empty text by its other name', { hash: undefined, hashes: '' }, 'Empty hash parameter'],
  ['what is no base64', { hash: 'ab c' }, 'Invalid Base64 hash string parameter'],
  ['a digest of another length', { hash: '000' }, 'Invalid digest value length'],
  ['no hashAlgo', { hashAlgo: undefined }, 'Missing (or invalid type) string parameter hashAlgo'],
  ['a hashAlgo that is a number', { hashAlgo: 5 }, 'Missing (or invalid type) string parameter hashAlgo'],
  ['an unknown hashAlgo', { hashAlgo: '1.2.3' }, 'Invalid parameter hashAlgo'],
  ['SHA-1, which is not switched on', old, 'Invalid parameter hashAlgo'],
  ['a nonce that is a number', { nonce: 654654 }, 'Invalid parameter nonce'],
  ['a nonce that is no hexadecimal number', { nonce: '0x12' }, 'Invalid parameter nonce'],
  ['a nonce that is too long', { nonce: 'a'.repeat(65) }, 'Invalid parameter nonce'],
  ['clientData that is no text', { clientData: 5 }, 'Invalid parameter clientData'],
];
for (const [name, change, error_description] of refusals)
  test(`signatures/timestamp refuses ${name}, in both dialects, and asks nobody`, async () => {
    service.stamp = () => assert.fail('an authority was asked');
    for (const dialect of ['v1', 'v2'] as const) {
      const { status, body } = await service.post('signatures/timestamp', { ...asked, ...change }, undefined, dialect);
      assert.deepEqual([status, body], [400, { error: 'invalid_request', error_description }]);
    }
  });

test('without an authority the method is not there, and one that is away is told so', async () => {
  service.stamp = undefined;
  const none = await service.post('signatures/timestamp', asked);
  assert.deepEqual([none.status, none.body.error], [501, 'server_error']);
  service.stamp = () => Promise.reject(new CscError('temporarilyUnavailable'));
  const away = await service.post('signatures/timestamp', asked);
  assert.deepEqual([away.status, away.body.error], [503, 'temporarily_unavailable']);
});

test('the authority is asked for this digest with this nonce, SHA-1 where it is switched on; the token is base64', async () => {
  const questions: (readonly unknown[])[] = [];
  for (const one of [service, legacy])
    one.stamp = async (...wanted) => {
      questions.push(wanted);
      return Uint8Array.of(0xfb, 0xff);
    };
  const { body } = await service.post('signatures/timestamp', { ...asked, nonce: 'fF', clientData: 'x' });
  assert.equal((await legacy.post('signatures/timestamp', old)).status, 200);
  await service.post('signatures/timestamp', { ...asked, nonce: '' });
  assert.deepEqual(body, { timestamp: '+/8=' });
  const sha1Imprint = new Uint8Array(Buffer.from(old.hash, 'base64'));
  assert.deepEqual(questions, [
    [new Uint8Array(imprint), 'sha256', 255n],
    [sha1Imprint, 'sha1', 0x654654131635468464n],
    [new Uint8Array(imprint), 'sha256', undefined],
  ]);
  assert.deepEqual(service.acts[0], { act: 'csc.stamped', client: 'app', account: 'alice', clientData: 'x' });
});

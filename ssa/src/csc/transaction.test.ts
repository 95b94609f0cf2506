import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { MemoryService, pin } from './memory-service.test.ts';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
after(() => service.close());

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');
const [first, second] = [hashOf('first'), hashOf('second')];

const refusals: [string, object, string][] = [
  ['no credentialID', { credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
  ['a credential of another user', { credentialID: 'foreign' }, 'Invalid parameter credentialID'],
  ['no SAD', { SAD: undefined }, 'Missing (or invalid type) string parameter SAD'],
  ['a SAD that is a number', { SAD: 5 }, 'Missing (or invalid type) string parameter SAD'],
  ['a SAD that is none', { SAD: 'xxx' }, 'Invalid parameter SAD'],
  ['a SAD that looks like none', { SAD: 'a b' }, 'Invalid parameter SAD'],
  ['a hash that is no array', { hash: first }, 'Missing (or invalid type) array parameter hash'],
  ['an empty array', { hash: [] }, 'Empty hash array'],
  ['a hash with a space', { hash: ['ab c'] }, 'Invalid Base64 hash string parameter'],
  ['a hash of another length', { hash: ['000'] }, 'Invalid digest value length'],
  ['clientData that is no text', { clientData: 5 }, 'Invalid parameter clientData'],
];
for (const [name, change, error_description] of refusals)
  test(`credentials/extendTransaction refuses ${name}, in both dialects`, async () => {
    const SAD = service.issueSad('rsa', 1).sad;
    for (const dialect of ['v1', 'v2'] as const) {
      const { status, body } = await service.post(
        'credentials/extendTransaction',
        { credentialID: 'rsa', SAD, ...change },
        undefined,
        dialect,
      );
      assert.deepEqual([status, body], [400, { error: 'invalid_request', error_description }]);
    }
    assert.equal(service.sads.get(SAD)?.free.length, 1);
  });

test('a SAD of SCAL2 is extended for the hashes that are named, and the token it was is dead', async () => {
  const { sad } = service.issueSad('far', 2, {
    hashes: [first, second].map((hash) => hash.replace('=', '').replaceAll('+', '-').replaceAll('/', '_')),
  });
  service.credentialTokens.set('token', { sad, credentialID: 'far' });
  const extend = (SAD: string, more: object) =>
    service.post('credentials/extendTransaction', { credentialID: 'far', SAD, ...more });
  const none = await extend('token', {});
  assert.equal(none.body.error_description, 'Missing (or invalid type) array parameter hash');
  const foreign = await extend('token', { hash: [hashOf('foreign')] });
  assert.equal(foreign.body.error_description, 'Hash is not authorized by the SAD');
  const { SAD, expiresIn } = (await extend('token', { hash: [second] })).body;
  assert.ok(expiresIn > 290 && expiresIn <= 300);
  const sign = (used: string) =>
    service.post('signatures/signHash', {
      credentialID: 'far',
      SAD: used,
      hash: [first],
      signAlgo: '1.2.840.10045.4.3.2',
    });
  assert.equal((await sign('token')).body.error_description, 'Invalid parameter SAD');
  assert.equal((await sign(SAD)).status, 200);
});

test('what an act was for its client is kept with its record, and not given back', async () => {
  service.acts.length = 0;
  const clientData = 'order 7 \u{1f58b}';
  const authorize = {
    credentialID: 'ec',
    numSignatures: 2,
    hash: [first],
    PIN: pin,
    clientData,
    description: 'Two contracts',
  };
  const { body } = await service.post('credentials/authorize', authorize);
  const extended = await service.post('credentials/extendTransaction', {
    credentialID: 'ec',
    SAD: body.SAD,
    client_data: clientData,
  });
  const { SAD } = extended.body;
  const signed = await service.post('signatures/signHash', {
    credentialID: 'ec',
    SAD,
    hash: [first],
    signAlgo: '1.2.840.10045.4.3.2',
  });
  assert.equal(signed.status, 200, signed.body.error_description);
  const by = { client: 'app', account: 'alice', credentialID: 'ec' };
  assert.deepEqual(service.acts, [
    { act: 'csc.authorized', ...by, n: 2, clientData },
    { act: 'csc.extended', ...by, n: undefined, clientData },
    { act: 'csc.signed', ...by, n: 1, clientData: undefined },
  ]);
  assert.ok(!JSON.stringify([body, extended.body, signed.body]).includes('order'));
});

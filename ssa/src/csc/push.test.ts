import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { SamError } from '@chancery/sam/client';
import type { Dialect } from './dialect.ts';
import { MemoryService } from './memory-service.test.ts';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
  service.change('far', { authMode: 'implicit' });
  service.tokens.set('at-bank', {
    client: 'app',
    clientName: 'Bank',
    group: 'g',
    account: 'alice',
    scopes: ['service'],
  });
});
beforeEach(() => {
  service.ahead = 0;
  service.asked = undefined;
  service.pushed.clear();
});
after(() => service.close());

const digest = createHash('sha256').update('an order').digest();
const hash = digest.toString('base64');
const asked = { credentialID: 'far', numSignatures: 1, hash: [hash], description: 'An order' };
const authorize = (change: object = {}, dialect: Dialect = 'v1') =>
  service.post('credentials/authorize', { ...asked, ...change }, 'Bearer at-bank', dialect);
const check = (handle: unknown, by = 'Bearer at-bank') =>
  service.post('credentials/authorizeCheck', { handle }, by, 'v2');
const sign = (SAD: string) =>
  service.post('signatures/signHash', { credentialID: 'far', SAD, hash: [hash], signAlgo: '1.2.840.10045.4.3.2' });

const refusals: [string, object, string][] = [
  ['no hash', { hash: undefined }, 'Missing (or invalid type) array parameter hash'],
  ['more signatures than hashes', { numSignatures: 2 }, 'Invalid value for parameter numSignatures'],
  [
    'hashes of two lengths',
    { numSignatures: 2, hash: [hash, Buffer.alloc(48).toString('base64')] },
    'Invalid digest value length',
  ],
  ['a PIN that is a number', { PIN: 5 }, 'Invalid parameter PIN'],
  ['an OTP that is a number', { OTP: 5 }, 'Invalid parameter OTP'],
  ['a description that is too long', { description: 'x'.repeat(501) }, 'Invalid parameter description'],
  ['client data that is a number', { clientData: 5 }, 'Invalid parameter clientData'],
];
for (const [name, change, error_description] of refusals)
  test(`credentials/authorize of an implicit credential refuses ${name}, and asks no phone`, async () => {
    const { status, body } = await authorize(change);
    assert.deepEqual([status, body], [400, { error: 'invalid_request', error_description }]);
    assert.equal(service.pushed.size, 0);
  });

test('v1 waits for the phone, which is asked for these hashes by this application, and gives the SAD', async () => {
  let questions = 0;
  service.asked = (chal) => {
    if (++questions === 2) service.answer(chal, 'activated');
  };
  const { status, body } = await authorize();
  const [push] = [...service.pushed.values()];
  assert.deepEqual(
    [push?.hashes, push?.label, push?.client, push?.clientName, push?.group],
    [[digest.toString('base64url')], 'An order', 'app', 'Bank', 'g'],
  );
  assert.deepEqual([status, questions], [200, 2]);
  assert.equal((await sign(body.SAD)).status, 200);
});

test('a no and a silence are access_denied, and nobody goes on asking', async () => {
  const denied = {
    error: 'access_denied',
    error_description: 'The user, authorization server or remote service denied the request',
  };
  service.asked = (chal) => service.answer(chal, 'refused');
  const no = await authorize();
  assert.deepEqual([no.status, no.body], [400, denied]);
  service.pushed.clear();
  service.asked = () => {
    service.ahead = 61_000;
  };
  const late = await authorize();
  assert.deepEqual([late.status, late.body], [400, denied]);
  assert.deepEqual(
    [...service.pushed.values()].map(({ state }) => state),
    ['cancelled'],
  );
});

test('a client that hangs up withdraws the question', async () => {
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as AddressInfo;
  const headers = { authorization: 'Bearer at-bank', 'content-type': 'application/json' };
  const client = request({ host: '127.0.0.1', port, method: 'POST', path: '/csc/v1/credentials/authorize', headers });
  const hungUp = new Promise((resolve) => client.once('close', resolve));
  const withdrawn = new Promise<void>((resolve) => {
    let questions = 0;
    service.asked = () => {
      if (++questions === 1) client.destroy();
      else setImmediate(resolve);
    };
  });
  client.on('error', () => undefined).end(JSON.stringify(asked));
  await Promise.all([hungUp, withdrawn]);
  while ([...service.pushed.values()].some(({ state }) => state === 'open')) await new Promise(setImmediate);
  assert.deepEqual(
    [...service.pushed.values()].map(({ state }) => state),
    ['cancelled'],
  );
});

test('a phone that may not be asked, and one that was asked too often', async () => {
  for (const [code, status, error] of [
    ['policy', 400, 'access_denied'],
    ['rate', 429, 'temporarily_unavailable'],
  ] as const) {
    service.fault = new SamError(code, 'ref');
    const refused = await authorize();
    service.fault = undefined;
    assert.deepEqual([refused.status, refused.body.error], [status, error]);
  }
});

test('v2 gives a handle, and the SAD to the client and person that asked once she has said yes', async () => {
  const { status, body } = await authorize({ authData: [{ id: 'mobile' }] }, 'v2');
  const { handle } = body;
  assert.equal(status, 202);
  const waiting = await check(handle);
  assert.deepEqual([waiting.status, waiting.body], [202, { handle }]);
  service.answer(handle, 'activated');
  const other = await check(handle, 'Bearer at-other');
  assert.deepEqual([other.status, other.body.error_description], [400, 'Invalid parameter handle']);
  service.tokens.set('at-bob', { client: 'app', account: 'bob', scopes: ['service'] });
  assert.equal((await check(handle, 'Bearer at-bob')).body.error_description, 'Invalid parameter handle');
  const done = await check(handle);
  assert.equal(done.status, 200);
  assert.ok(done.body.expiresIn > 290);
  assert.equal((await sign(done.body.SAD)).status, 200);
});

test('v2 refuses a handle that is none, what she refused, and an object that the credential does not have', async () => {
  for (const [handle, description] of [
    [undefined, 'Missing (or invalid type) string parameter handle'],
    ['h-77', 'Invalid parameter handle'],
    ['c_\0', 'Invalid parameter handle'],
    [`c_${'x'.repeat(22)}`, 'Invalid parameter handle'],
  ])
    assert.equal((await check(handle)).body.error_description, description);
  const { handle } = (await authorize({}, 'v2')).body;
  service.answer(handle, 'refused');
  const no = await check(handle);
  const refused = { error: 'invalid_authentication_data', error_description: 'The authentication data is invalid' };
  assert.deepEqual([no.status, no.body], [400, refused]);
  const strange = await authorize({ authData: [{ id: 'PIN', value: '1' }] }, 'v2');
  assert.equal(strange.body.error_description, 'Invalid parameter authData');
});

test('credentials/info says implicit in v1, and names the phone in v2', async () => {
  const { body } = await service.post('credentials/info', { credentialID: 'far', authInfo: true });
  assert.deepEqual([body.authMode, body.PIN, body.OTP], ['implicit', undefined, undefined]);
  const { auth } = (await service.post('credentials/info', { credentialID: 'far' }, undefined, 'v2')).body;
  const objects = [{ type: 'ChallengeResponseOOB', id: 'mobile', label: 'Phone' }];
  assert.deepEqual(auth, { mode: 'explicit', expression: 'mobile', objects });
});

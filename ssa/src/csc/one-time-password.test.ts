import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SamError } from '@chancery/sam/client';
import { MemoryService, pin } from './memory-service.test.ts';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
  service.change('ec', { otp: { label: 'One-time password' } });
});
beforeEach(() => {
  service.wrongPins = 0;
});
after(() => service.close());

const asked = { credentialID: 'ec', numSignatures: 1 };
const authorize = (factors: object) => service.post('credentials/authorize', { ...asked, ...factors });
const send = (change: object = {}) =>
  service.post('credentials/sendOTP', { credentialID: 'ec', lang: 'de', ...change });

test('credentials/info names the one-time password that is sent, in the words of each dialect', async () => {
  const wanted = { credentialID: 'ec', authInfo: true };
  const { body } = await service.post('credentials/info', wanted);
  assert.equal(body.PIN.presence, 'true');
  assert.deepEqual(body.OTP, { presence: 'true', type: 'online', format: 'N', label: 'One-time password' });
  const { auth } = (await service.post('credentials/info', wanted, undefined, 'v2')).body;
  assert.equal(auth.expression, 'PIN AND OTP');
  assert.deepEqual(auth.objects[1], { type: 'ChallengeResponse', id: 'OTP', format: 'N', label: 'One-time password' });
});

const refusals: [string, object, string][] = [
  ['no credentialID', { credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
  ['a credential of another user', { credentialID: 'foreign' }, 'Invalid parameter credentialID'],
  [
    'a credential without one',
    { credentialID: 'rsa' },
    'The credential identified by credentialID has no one-time password that is sent',
  ],
  ['clientData that is no text', { clientData: 5 }, 'Invalid parameter clientData'],
];
for (const [name, change, error_description] of refusals)
  test(`credentials/sendOTP refuses ${name}, and sends nothing`, async () => {
    const sent = service.sentFor.length;
    const { status, body } = await send(change);
    assert.deepEqual([status, body], [400, { error: 'invalid_request', error_description }]);
    assert.equal(service.sentFor.length, sent);
  });

test('credentials/sendOTP of a disabled key is refused, and too many are told when to come again', async () => {
  service.change('ec', { keyStatus: 'disabled' });
  const disabled = await send();
  service.change('ec', { keyStatus: 'enabled' });
  assert.equal(disabled.body.error_description, 'The credential identified by credentialID is disabled');
  service.fault = new SamError('rate', 'ref');
  const often = await send();
  service.fault = undefined;
  assert.deepEqual([often.status, often.headers['retry-after']], [429, '30']);
});

test('it goes to the signer, for the application, and is in no answer', async () => {
  service.acts.length = 0;
  const { status, body } = await send({ clientData: 'x' });
  assert.deepEqual([status, body, service.sentFor.at(-1)], [204, undefined, 'Test service']);
  const about = { credentialID: 'ec', clientData: 'x' };
  assert.deepEqual(service.acts, [{ act: 'csc.otp-sent', client: 'app', account: 'alice', ...about }]);
});

test('for a person who logged in with a password the service names itself', async () => {
  const nobody = { clientName: '', group: '' };
  service.tokens.set('at-password', { client: 'csc-password', ...nobody, account: 'alice', scopes: ['service'] });
  for (const [by, name] of [
    ['at-bank', 'Bank'],
    ['at-password', 'Test service'],
  ] as const) {
    service.tokens.set('at-bank', { client: 'app', clientName: 'Bank', account: 'alice', scopes: ['service'] });
    await service.post('credentials/sendOTP', { credentialID: 'ec' }, `Bearer ${by}`);
    assert.equal(service.sentFor.at(-1), name);
  }
});

test('a wrong one is invalid_otp, a wrong PIN beside the right one invalid_pin, and the right one is good afterwards, once', async () => {
  await send();
  const { otp } = service;
  const wrong = otp === '000000' ? '111111' : '000000';
  const answers: readonly [object, number, string][] = [
    [{ PIN: pin, OTP: wrong }, 400, 'The OTP is invalid'],
    [{ PIN: '>>0', OTP: otp }, 400, 'The PIN is invalid'],
    [{ PIN: '>>0', OTP: wrong }, 400, 'The PIN is invalid'],
  ];
  for (const [factors, expected, description] of answers) {
    const { status, body } = await authorize(factors);
    assert.deepEqual([status, body.error_description], [expected, description]);
    assert.match(body.error, /^invalid_(otp|pin)$/);
  }
  assert.equal((await authorize({ PIN: pin, OTP: otp })).status, 200);
  assert.equal((await authorize({ PIN: pin, OTP: otp })).body.error, 'invalid_otp');
});

test('a mistake of form counts no attempt: none, a number, what cannot be one', async () => {
  await send();
  for (const [OTP, description] of [
    [undefined, 'Missing (or invalid type) string parameter OTP'],
    [123456, 'Invalid parameter OTP'],
    ['1\u0000', 'Invalid parameter OTP'],
  ])
    assert.equal((await authorize({ PIN: 'wrong', OTP })).body.error_description, description);
  assert.equal(service.wrongPins, 0);
});

test('in the words of v2: the challenge is sent, answered beside the PIN, and wrong answers are told alike', async () => {
  const v2 = (method: string, body: object) => service.post(method, { ...asked, ...body }, undefined, 'v2');
  for (const authObjectID of ['PIN', 'otp'])
    assert.equal(
      (await v2('credentials/getChallenge', { authObjectID })).body.error_description,
      'Invalid parameter authObjectID',
    );
  assert.equal((await v2('credentials/getChallenge', { authObjectID: 'OTP' })).status, 204);
  const { otp } = service;
  const byPin = { id: 'PIN', value: pin };
  const missing = await v2('credentials/authorize', { authData: [byPin] });
  assert.equal(missing.body.error_description, 'Missing (or invalid type) array parameter authData');
  const wrong = await v2('credentials/authorize', { authData: [byPin, { id: 'OTP', value: '0' }] });
  const expected = { error: 'invalid_authentication_data', error_description: 'The authentication data is invalid' };
  assert.deepEqual([wrong.status, wrong.body], [400, expected]);
  assert.equal((await v2('credentials/authorize', { authData: [{ id: 'OTP', value: otp }, byPin] })).status, 200);
  assert.equal((await v2('credentials/sendOTP', {})).status, 204, 'the name of v1 goes on');
});

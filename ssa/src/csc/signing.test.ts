import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { mostHashes, SamError } from '@chancery/sam/client';
import { StoreError } from '@chancery/store';
import { longestBody } from './limits.ts';
import { MemoryService, pin } from './memory-service.test.ts';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
beforeEach(() => {
  service.wrongPins = 0;
});
after(() => service.close());

const sha256 = '2.16.840.1.101.3.4.2.1';
const sha512 = '2.16.840.1.101.3.4.2.3';
const sha256WithRsa = '1.2.840.113549.1.1.11';
const pss = '1.2.840.113549.1.1.10';
const digest = createHash('sha256').update('a contract').digest();
const hash = [digest.toString('base64')];
const other = createHash('sha256').update('another').digest('base64');

const authorizeRefusals: [string, object, string][] = [
  ['no credentialID', { credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
  ['a credential of another user', { credentialID: 'foreign' }, 'Invalid parameter credentialID'],
  ['no numSignatures', { numSignatures: null }, 'Missing (or invalid type) integer parameter numSignatures'],
  ['a number as text', { numSignatures: '1' }, 'Missing (or invalid type) integer parameter numSignatures'],
  ['half a signature', { numSignatures: 1.5 }, 'Missing (or invalid type) integer parameter numSignatures'],
  ['no signature', { numSignatures: 0 }, 'Invalid value for parameter numSignatures'],
  ['more than multisign', { numSignatures: 21 }, 'Numbers of signatures is too high'],
  ['a hash that is no array', { hash: 'abc' }, 'Missing (or invalid type) array parameter hash'],
  ['an empty array', { hash: [] }, 'Empty hash array'],
  ['a hash with a space', { hash: ['ab c'] }, 'Invalid Base64 hash string parameter'],
  ['a hash that is a number', { hash: [5] }, 'Invalid Base64 hash string parameter'],
  ['a hash of another length', { hash: ['000'] }, 'Invalid digest value length'],
  ['more hashes than signatures', { hash: [...hash, other] }, 'Invalid value for parameter numSignatures'],
  ['a description that is a number', { PIN: pin, description: 5 }, 'Invalid parameter description'],
  ['a description that is too long', { PIN: pin, description: 'x'.repeat(501) }, 'Invalid parameter description'],
  ['client data that is a number', { PIN: pin, clientData: 5 }, 'Invalid parameter clientData'],
  ['a PIN that is a number', { PIN: 12345678 }, 'Invalid parameter PIN'],
  ['an OTP that is a number', { OTP: 123456 }, 'Invalid parameter OTP'],
  ['a PIN that is none: with a control character', { PIN: '1234\u0000' }, 'Invalid parameter PIN'],
  ['a PIN that is none: too long', { PIN: '1'.repeat(129) }, 'Invalid parameter PIN'],
  ['a PIN that is none: half a character', { PIN: '1234\ud83d' }, 'Invalid parameter PIN'],
  ['no PIN', { PIN: undefined }, 'Missing (or invalid type) string parameter PIN'],
];
for (const [name, change, error_description] of authorizeRefusals) {
  test(`credentials/authorize refuses ${name}, and counts no attempt`, async () => {
    const body = { credentialID: 'rsa', numSignatures: 1, PIN: 'wrong', ...change };
    const answer = await service.post('credentials/authorize', body);
    assert.deepEqual([answer.status, answer.body], [400, { error: 'invalid_request', error_description }]);
    assert.equal(service.wrongPins, 0);
  });
}

test('credentials/authorize refuses a disabled key and a certificate that does not stand', async () => {
  const authorize = { credentialID: 'ec', numSignatures: 1, PIN: pin };
  service.change('ec', { keyStatus: 'disabled' });
  const disabled = (await service.post('credentials/authorize', authorize)).body.error_description;
  service.change('ec', { keyStatus: 'enabled', certStatus: 'revoked' });
  const revoked = (await service.post('credentials/authorize', authorize)).body.error_description;
  service.change('ec', { certStatus: 'valid' });
  assert.equal(disabled, 'The credential identified by credentialID is disabled');
  assert.equal(revoked, 'Invalid certificate status');
});

test('no PIN authorizes a SCAL2 credential, whatever its mode is said to be', async () => {
  const authorize = { credentialID: 'far', numSignatures: 1, PIN: pin };
  const without = await service.post('credentials/authorize', authorize);
  assert.equal(without.body.error_description, 'Missing (or invalid type) array parameter hash');
  assert.equal((await service.post('credentials/authorize', { ...authorize, hash })).status, 400);
  service.change('far', { authMode: 'explicit' });
  assert.equal((await service.post('credentials/authorize', { ...authorize, hash })).status, 400);
  service.change('far', { authMode: 'oauth2code' });
  assert.equal(service.sads.size, 0);
});

test('a wrong PIN is invalid_pin, and the right one of a locked credential reads the same', async () => {
  const authorize = { credentialID: 'rsa', numSignatures: 1, PIN: '>>0' };
  for (const PIN of [...Array(5).fill('>>0'), pin]) {
    const { status, body } = await service.post('credentials/authorize', { ...authorize, PIN });
    assert.deepEqual([status, body], [400, { error: 'invalid_pin', error_description: 'The PIN is invalid' }]);
  }
});

const signRefusals: [string, object, string][] = [
  ['no SAD', { SAD: undefined }, 'Missing (or invalid type) string parameter SAD'],
  ['a SAD that is a number', { SAD: 5 }, 'Missing (or invalid type) string parameter SAD'],
  ['an unknown SAD', { SAD: 'xxx' }, 'Invalid parameter SAD'],
  ['a SAD that nobody gave: too long', { SAD: 'x'.repeat(201) }, 'Invalid parameter SAD'],
  ['a SAD that nobody gave: with a control character', { SAD: 'x\u0000' }, 'Invalid parameter SAD'],
  ['more hashes than any SAD is for', { hash: Array(1_001).fill(hash[0]) }, 'Hash is not authorized by the SAD'],
  ['no credentialID', { credentialID: null }, 'Missing (or invalid type) string parameter credentialID'],
  ['a credential of another user', { credentialID: 'foreign' }, 'Invalid parameter credentialID'],
  ['no hash', { hash: undefined }, 'Missing (or invalid type) array parameter hash'],
  ['an empty array', { hash: [] }, 'Empty hash array'],
  ['a hash that is not base64', { hash: ['*'] }, 'Invalid Base64 hash string parameter'],
  ['no signAlgo', { signAlgo: undefined }, 'Missing (or invalid type) string parameter signAlgo'],
  ['an unknown signAlgo', { signAlgo: '1.2.3' }, 'Invalid parameter signAlgo'],
  ['SHA-1 with RSA', { signAlgo: '1.2.840.113549.1.1.5' }, 'Invalid parameter signAlgo'],
  ['a signAlgo of another key', { signAlgo: '1.2.840.10045.4.3.2' }, 'Invalid parameter signAlgo'],
  ['a name every object has', { signAlgo: 'constructor' }, 'Invalid parameter signAlgo'],
  [
    'PSS without parameters or hashAlgo',
    { signAlgo: pss },
    'Missing (or invalid type) string parameter signAlgoParams',
  ],
  ['PSS parameters that are none', { signAlgo: pss, signAlgoParams: 'MAA=' }, 'Invalid parameter signAlgoParams'],
  [
    'rsaEncryption without hashAlgo',
    { signAlgo: '1.2.840.113549.1.1.1' },
    'Missing (or invalid type) string parameter hashAlgo',
  ],
  [
    'an unknown hashAlgo',
    { signAlgo: '1.2.840.113549.1.1.1', hashAlgo: '1.3.14.3.2.26' },
    'Invalid parameter hashAlgo',
  ],
  [
    'the MD5 with SHA-1 of TLS before 1.2',
    { signAlgo: '1.2.840.113549.1.1.1', hashAlgo: '1.3.6.1.4.1.2706.2.4.1.1', hash: ['AAAA'.repeat(12)] },
    'Invalid parameter hashAlgo',
  ],
  ['a hashAlgo that contradicts', { hashAlgo: sha512 }, 'Invalid parameter hashAlgo'],
  ['a digest of another length', { hash: ['000'] }, 'Invalid digest value length'],
  ['clientData that is a number', { clientData: 5 }, 'Invalid parameter clientData'],
  ['hash and hashes that disagree', { hashes: [other] }, 'Two names of one parameter have different values'],
  ['more hashes than authorized', { hash: [...hash, ...hash, ...hash] }, 'Hash is not authorized by the SAD'],
];
test('signatures/signHash refuses each mistake in its own words, and none of them spends the SAD', async () => {
  const { SAD } = await authorized('rsa', 2);
  for (const [name, change, error_description] of signRefusals) {
    const body = { credentialID: 'rsa', SAD, hash, signAlgo: sha256WithRsa, ...change };
    const answer = await service.post('signatures/signHash', body);
    assert.deepEqual([answer.status, answer.body], [400, { error: 'invalid_request', error_description }], name);
  }
  assert.equal(service.sads.get(SAD)?.free.length, 2);
});

test('a SAD is for its credential, its hashes, its count and its time', async () => {
  const sign = async (SAD: string, change: object = {}) =>
    (await service.post('signatures/signHash', { credentialID: 'rsa', SAD, hash, signAlgo: sha256WithRsa, ...change }))
      .body.error_description;
  const { SAD } = await authorized('rsa', 2, [...hash, other]);
  const ofEc = { credentialID: 'ec', signAlgo: '1.2.840.10045.4.3.2' };
  assert.equal(await sign(SAD, ofEc), 'Invalid parameter SAD');
  const third = createHash('sha256').update('a third').digest('base64');
  assert.equal(await sign(SAD, { hash: [third] }), 'Hash is not authorized by the SAD');
  assert.equal(await sign(SAD), undefined);
  assert.equal(await sign(SAD), 'Hash is not authorized by the SAD');
  const single = await authorized('rsa', 1);
  assert.equal(await sign(single.SAD), undefined);
  assert.equal(await sign(single.SAD), 'Invalid parameter SAD');
  assert.equal(await sign(service.issueSad('rsa', 1, { lifetime: -1 }).sad), 'SAD expired');
});

test('a SAD is for the client whose service token asked for it: for no other one of the same person', async () => {
  const { SAD } = await authorized('rsa', 1);
  const body = { credentialID: 'rsa', SAD, hash, signAlgo: sha256WithRsa };
  const other = await service.post('signatures/signHash', body, 'Bearer at-other');
  assert.deepEqual([other.status, other.body.error_description], [400, 'Invalid parameter SAD']);
  assert.equal((await service.post('signatures/signHash', body)).body.signatures.length, 1);
});

test('signHash refuses a certificate past its time by its name', async () => {
  const { SAD } = await authorized('ec', 1);
  service.change('ec', { certStatus: 'expired' });
  const body = { credentialID: 'ec', SAD, hash, signAlgo: '1.2.840.10045.4.3.2' };
  const { body: refused } = await service.post('signatures/signHash', body);
  service.change('ec', { certStatus: 'valid' });
  assert.equal(refused.error_description, "Signing certificate 'O=,CN=alice ec' is expired");
});

test('values come back in the order of the hashes and verify, for each way to name the algorithm', async () => {
  const rsa = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
  const ec = { kind: 'ecdsa', digest: 'sha256' } as const;
  const salt = (saltLength: number) => ({ kind: 'rsa-pss', digest: 'sha256', saltLength }) as const;
  const ways = [
    ['rsa', { signAlgo: sha256WithRsa }, rsa],
    ['rsa', { signAlgo: sha256WithRsa, hashAlgo: sha256, signAlgoParams: '' }, rsa],
    ['rsa', { signAlgo: '1.2.840.113549.1.1.1', hashAlgorithmOID: sha256 }, rsa],
    ['rsa', { signAlgo: pss, hashAlgo: sha256 }, salt(32)],
    ['rsa', { signAlgo: pss, signAlgoParams: csctesterPss }, salt(32)],
    ['rsa', { signAlgo: pss, hashAlgo: sha256, sign_algo_params: pyhankoPss }, salt(222)],
    ['ec', { signAlgo: '1.2.840.10045.4.3.2' }, ec],
    ['ec', { signAlgo: '1.2.840.10045.2.1', hashAlgo: sha256 }, ec],
  ] as const;
  for (const [credentialID, algorithm, scheme] of ways) {
    const { SAD } = await authorized(credentialID, 2);
    const body = { credentialID, SAD, hash: [hash[0], other], ...algorithm };
    const { signatures } = (await service.post('signatures/signHash', body)).body;
    const verified = [digest, Buffer.from(other, 'base64')].map((each, i) =>
      service.verifies(credentialID, scheme, each, signatures[i]),
    );
    assert.deepEqual(verified, [true, true], JSON.stringify(algorithm));
  }
});
const csctesterPss = 'MDmgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEgowMCAQE=';
const pyhankoPss = 'MDWgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIEAgIA3g==';

test('a thousand hashes of SHA-512 fit, however they are written; one body of them is not much larger', async () => {
  service.change('ec', { multisign: mostHashes });
  const worst = encodeURIComponent(Buffer.alloc(64, 0xfb).toString('base64').replace('=', ''));
  const many = Array(mostHashes).fill(worst);
  const { SAD } = await authorized('ec', mostHashes, many);
  const body = { credentialID: 'ec', SAD, hash: many, signAlgo: '1.2.840.10045.2.1', hashAlgo: sha512 };
  const padded = await service.post('signatures/signHash', { ...body, clientData: 'x'.repeat(longestBody) });
  assert.deepEqual([padded.status, padded.body.error_description], [413, 'The request is too large']);
  const signed = await service.post('signatures/signHash', body);
  assert.equal(signed.body.signatures?.length, mostHashes, signed.body.error_description);
  const info = { credentialID: 'ec', clientData: 'x'.repeat(64 * 1024) };
  assert.equal((await service.post('credentials/info', info)).status, 413, 'others stay small');
});

test('hashes are compared as bytes: either alphabet, with or without padding, percent-encoded or not', async () => {
  const tricky = Buffer.alloc(32, 0xfb);
  const forms = [
    tricky.toString('base64'),
    tricky.toString('base64url'),
    tricky.toString('base64').replace(/=/g, ''),
    encodeURIComponent(tricky.toString('base64')),
  ];
  const { SAD } = await authorized('rsa', 4, forms);
  const body = { credentialID: 'rsa', SAD, hashes: forms, signAlgo: sha256WithRsa };
  assert.equal((await service.post('signatures/signHash', body)).body.signatures.length, 4);
});

test('for an oauth2code credential the SAD is its access token, and no other token', async () => {
  const { sad } = service.issueSad('far', 1, { hashes: [digest.toString('base64url')] });
  service.credentialTokens.set('ct-far', { sad, credentialID: 'far' });
  service.credentialTokens.set('ct-else', { sad, credentialID: 'ec' });
  const body = { credentialID: 'far', hash, signAlgo: '1.2.840.10045.4.3.2' };
  for (const SAD of ['at-alice', 'ct-else', 'c_1.none']) {
    const refused = await service.post('signatures/signHash', { ...body, SAD });
    assert.equal(refused.body.error_description, 'Invalid parameter SAD');
  }
  const { signatures } = (await service.post('signatures/signHash', { ...body, SAD: 'ct-far' })).body;
  assert.ok(service.verifies('far', { kind: 'ecdsa', digest: 'sha256' }, digest, signatures[0]));
});

test('a module or a database that is away is 503, a fault of our own 500: each with a reference and nothing else', async () => {
  const { SAD } = await authorized('ec', 1);
  const body = { credentialID: 'ec', SAD, hash, signAlgo: '1.2.840.10045.4.3.2' };
  for (const [fault, status, error] of [
    [new SamError('module_unavailable', 'r1', { message: 'lane 3 died' }), 503, 'temporarily_unavailable'],
    [new StoreError('unreachable', 'r3'), 503, 'temporarily_unavailable'],
    [new SamError('invalid', 'r2'), 500, 'server_error'],
    [new Error('a stack nobody outside reads'), 500, 'server_error'],
  ] as const) {
    service.fault = fault;
    const answer = await service.post('signatures/signHash', body);
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
    assert.match(answer.body.error_description, /^The remote service [a-z ]+ \(reference [0-9a-f-]{36}\)$/);
  }
  service.fault = undefined;
});

test('too many requests are 429 with a time to wait', async () => {
  const { SAD } = await authorized('ec', 1);
  service.fault = new SamError('rate', 'r3');
  const answer = await service.post('signatures/signHash', {
    credentialID: 'ec',
    SAD,
    hash,
    signAlgo: '1.2.840.10045.4.3.2',
  });
  service.fault = undefined;
  assert.deepEqual(
    [answer.status, answer.body.error, answer.headers['retry-after']],
    [429, 'temporarily_unavailable', '30'],
  );
});

async function authorized(credentialID: string, numSignatures: number, hashes?: string[]): Promise<{ SAD: string }> {
  const body = { credentialID, numSignatures, PIN: pin, ...(hashes && { hash: hashes }) };
  const { body: answer } = await service.post('credentials/authorize', body);
  assert.equal(typeof answer.SAD, 'string', JSON.stringify(answer));
  assert.ok(answer.expiresIn > 290 && answer.expiresIn <= 300);
  return answer;
}

test('numbers and truth values as texts are those of a client that was registered so, and of no other', async () => {
  const body = { credentialID: 'rsa', certInfo: 'true', authInfo: 'false' };
  const texts = await service.post('credentials/info', body, 'Bearer at-old');
  assert.deepEqual([texts.status, typeof texts.body.cert.subjectDN, texts.body.PIN], [200, 'string', undefined]);
  assert.equal((await service.post('credentials/info', body)).body.error_description, 'Invalid parameter certInfo');
  const asked = { credentialID: 'rsa', PIN: pin, OTP: '', signAlgoParams: '' };
  const authorize = (numSignatures: unknown) =>
    service.post('credentials/authorize', { ...asked, numSignatures }, 'Bearer at-old');
  assert.equal((await authorize('1')).status, 200);
  for (const wrong of ['1.0', ' 1', '0x1', '-1', 'one', true, '9'.repeat(10)])
    assert.match((await authorize(wrong)).body.error_description, /^Missing .*numSignatures$/, String(wrong));
  assert.equal((await authorize('21')).body.error_description, 'Numbers of signatures is too high');
});

test('who its person is may be said again by a client that was registered so, and of her alone', async () => {
  const list = async (userID: string, by: string) => service.post('credentials/list', { userID, maxResults: '2' }, by);
  assert.equal((await list('alice', 'Bearer at-old')).body.credentialIDs.length, 2);
  for (const [user, by] of [
    ['bob', 'at-old'],
    ['alice', 'at-alice'],
  ] as const)
    assert.equal((await list(user, `Bearer ${by}`)).body.error_description, 'userID parameter MUST be null');
});

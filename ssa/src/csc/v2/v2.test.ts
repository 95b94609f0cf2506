import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { dialects } from '../dialect.ts';
import { implementedMethods } from '../implemented-methods.ts';
import { MemoryService, pin } from '../memory-service.test.ts';
import { readCredentialInfo, readInfo } from './strict-reader.test.ts';

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const sha256 = '2.16.840.1.101.3.4.2.1';
const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
const digest = createHash('sha256').update('a contract').digest();
const hashes = [digest.toString('base64')];

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
beforeEach(() => {
  service.wrongPins = 0;
});
after(() => service.close());

const post = (method: string, body: object = {}, bearer = 'at-alice') =>
  service.post(method, body, `Bearer ${bearer}`, 'v2');

async function refusalOf(method: string, body: object, bearer?: string) {
  const answer = await post(method, body, bearer);
  return [answer.status, answer.body?.error, answer.body?.error_description];
}

const invalid = (text: string) => [400, 'invalid_request', text];

test('info is what the strictest reader takes, in the language asked for, by whatever slashes', async () => {
  const { body } = await service.post('info', { lang: 'es-ES' }, '', 'v2');
  readInfo(body);
  assert.equal(body.lang, 'es-ES');
  const doubled = await service.app.inject({ method: 'POST', url: '//csc/v2//info', payload: { lang: null } });
  readInfo(doubled.json());
});

test('every method that info names is there, and no other', async () => {
  for (const dialect of dialects) {
    const { methods } = (await service.post('info', {}, '', dialect)).body;
    const there = async (method: string) => (await service.post(method, {}, '', dialect)).status !== 404;
    for (const method of [...implementedMethods.v1, ...implementedMethods.v2, 'credentials/extend', 'signatures/sign'])
      assert.equal(await there(method), methods.includes(method), `${dialect} ${method}`);
  }
});

test('each method wants a token, and says 401 to one that is none', async () => {
  const { methods } = (await service.post('info', {}, '', 'v2')).body;
  for (const method of methods.filter((each: string) => each !== 'info' && each !== 'auth/login')) {
    const without = await service.post(method, {}, '', 'v2');
    assert.deepEqual([without.status, without.body.error_description], [400, 'Malformed authorization header'], method);
    const unknown = await post(method, {}, 'unknown');
    assert.deepEqual([unknown.status, unknown.body.error], [401, 'invalid_token'], method);
  }
});

test('credentials/list tells all of each credential where asked, absent members being null', async () => {
  const absent = { onlyValid: null, lang: null, clientData: null };
  const asked = { credentialInfo: true, certificates: 'chain', certInfo: true, authInfo: true, ...absent };
  const { body } = await post('credentials/list', asked);
  assert.deepEqual(body.credentialIDs, ['rsa', 'ec', 'far']);
  for (const each of body.credentialInfos) readCredentialInfo(each);
  const ids = body.credentialInfos.map(({ credentialID }: { credentialID: string }) => credentialID);
  assert.deepEqual([ids, body.onlyValid], [body.credentialIDs, undefined]);
  assert.deepEqual(await post('credentials/list').then((plain) => plain.body), { credentialIDs: ['rsa', 'ec', 'far'] });
});

test('credentials/list leaves out what cannot sign, page by page, and says so; by the names of either case', async () => {
  service.change('ec', { keyStatus: 'disabled' });
  service.change('far', { certStatus: 'revoked' });
  const { body } = await post('credentials/list', { only_valid: true, credentialInfo: true, auth_info: true });
  const paged = (await post('credentials/list', { onlyValid: true, maxResults: 1 })).body;
  service.change('ec', { keyStatus: 'enabled' });
  service.change('far', { certStatus: 'valid' });
  assert.deepEqual([body.credentialIDs, body.onlyValid, body.credentialInfos.length], [['rsa'], true, 1]);
  assert.deepEqual(paged, { credentialIDs: ['rsa'], onlyValid: true });
  assert.deepEqual(await refusalOf('credentials/list', { onlyValid: 'true' }), invalid('Invalid parameter onlyValid'));
  assert.deepEqual(
    await refusalOf('credentials/list', { credentialInfo: 1 }),
    invalid('Invalid parameter credentialInfo'),
  );
});

test('every name in snake case is read, as an older library for wallets writes them', async () => {
  const all = { credential_info: true, certificates: 'chain', cert_info: true, auth_info: true };
  for (const each of (await post('credentials/list', all)).body.credentialInfos) readCredentialInfo(each);
  const { credential_info: _, ...whole } = all;
  readCredentialInfo((await post('credentials/info', { credential_id: 'rsa', ...whole })).body);
  const { sad } = service.issueSad('rsa', 1);
  const algorithms = { sign_algo: '1.2.840.113549.1.1.1', hash_algorithm_oid: '2.16.840.1.101.3.4.2.1' };
  const hashes = [Buffer.alloc(32, 5).toString('base64')];
  const asked = { credential_id: 'rsa', SAD: sad, hashes, ...algorithms, operation_mode: 'S' };
  const { status, body } = await post('signatures/signHash', asked);
  assert.equal(status, 200, JSON.stringify(body));
  const two = { ...asked, hashAlgorithmOID: '2.16.840.1.101.3.4.2.2' };
  const disagree = 'Two names of one parameter have different values';
  assert.deepEqual(await refusalOf('signatures/signHash', two), invalid(disagree));
});

test('credentials/info names the authentication objects of an explicit credential, and none of another', async () => {
  const asked = { certificates: 'chain', certInfo: true, authInfo: true, lang: null, clientData: null };
  const { body } = await post('credentials/info', { credentialID: 'rsa', ...asked });
  readCredentialInfo(body);
  const object = { type: 'Password', id: 'PIN', format: 'N', label: 'Signing PIN' };
  assert.deepEqual(body.auth, { mode: 'explicit', expression: 'PIN', objects: [object] });
  const far = (await post('credentials/info', { credentialID: 'far', certInfo: true })).body;
  readCredentialInfo(far);
  assert.deepEqual(far.auth, { mode: 'oauth2code', objects: [] });
  const bare = (await post('credentials/info', { credentialID: 'far', certificates: 'none' })).body;
  assert.deepEqual([bare.cert, bare.auth.objects, bare.lang], [{ status: 'valid' }, [], 'en-US']);
});

test('what a certificate states is told: its policy and its statements, and the rank of its signatures', async () => {
  const { spki } = service.keys.get('ec')!;
  const before = service.credentials.get('ec')!.certificates;
  const qcStatements = { qualified: true, qscd: true, types: ['eSign'], semantics: 'natural' } as const;
  const leaf = await service.certify('Alice', spki, { policyOid: '0.4.0.194112.1.2', qcStatements });
  service.change('ec', { certificates: [leaf, service.root], signatureQualifier: 'eu_eidas_qes' });
  const { cert, signatureQualifier } = (await post('credentials/info', { credentialID: 'ec', certInfo: true })).body;
  service.change('ec', { certificates: before });
  assert.deepEqual([cert.policy, signatureQualifier], [['0.4.0.194112.1.2'], 'eu_eidas_qes']);
  const oids = ['1.3.6.1.5.5.7.11.2', '0.4.0.1862.1.1', '0.4.0.1862.1.4', '0.4.0.1862.1.6'];
  assert.deepEqual(cert.qcStatements, oids);
});

test('a token of scope credential reads its own credential, and no other', async () => {
  assert.equal((await post('credentials/info', { credentialID: 'ec' }, 'ct-ec')).status, 200);
  for (const credentialID of ['rsa', 'foreign'])
    assert.deepEqual(
      await refusalOf('credentials/info', { credentialID }, 'ct-ec'),
      invalid('Invalid parameter credentialID'),
    );
});

const authData = (value: unknown, id = 'PIN') => [{ id, value }];
const authorizeRefusals: [string, object, string][] = [
  ['no authentication data', {}, 'Missing (or invalid type) array parameter authData'],
  ['data that is no array', { authData: { id: 'PIN' } }, 'Missing (or invalid type) array parameter authData'],
  ['an empty list', { authData: [] }, 'Missing (or invalid type) array parameter authData'],
  ['an entry that is none', { authData: ['PIN'] }, 'Invalid parameter authData'],
  ['an object it does not have', { authData: authData('1', 'mobile') }, 'Invalid parameter authData'],
  ['a value that is a number', { authData: authData(12345678) }, 'Invalid parameter authData'],
  ['an empty value', { authData: authData('') }, 'Missing (or invalid type) array parameter authData'],
  ['one object twice', { authData: [...authData('1'), ...authData('2')] }, 'Invalid parameter authData'],
  ['two PINs', { authData: authData('1'), PIN: '2' }, 'Two names of one parameter have different values'],
  [
    'a digest it does not know',
    { authData: authData('1'), hashAlgorithmOID: '1.2' },
    'Invalid parameter hashAlgorithmOID',
  ],
  [
    'hashes of another digest',
    { authData: authData('1'), hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' },
    'Invalid digest value length',
  ],
];
for (const [name, change, text] of authorizeRefusals) {
  test(`credentials/authorize refuses ${name}, and counts no attempt`, async () => {
    const body = { credentialID: 'ec', numSignatures: 1, hashes, hashAlgorithmOID: sha256, ...change };
    assert.deepEqual(await refusalOf('credentials/authorize', body), invalid(text));
    assert.equal(service.wrongPins, 0);
  });
}

test('a wrong PIN is invalid authentication data, and so is any once it is locked', async () => {
  const body = (value: string) => ({ credentialID: 'ec', numSignatures: 1, hashes, authData: authData(value) });
  const wrong = [400, 'invalid_authentication_data', 'The authentication data is invalid'];
  for (let guess = 0; guess < 5; guess++)
    assert.deepEqual(await refusalOf('credentials/authorize', body(`90817${guess}`)), wrong);
  assert.deepEqual(await refusalOf('credentials/authorize', body(pin)), wrong);
});

test('no authentication data authorizes a credential of SCAL2', async () => {
  const body = { credentialID: 'far', numSignatures: 1, hashes, authData: authData(pin) };
  const text = 'The credential identified by credentialID is not authorized by this method';
  assert.deepEqual(await refusalOf('credentials/authorize', body), invalid(text));
});

test('authentication data, or the PIN as v1 calls it, authorizes what is then signed', async () => {
  for (const proof of [{ authData: authData(pin) }, { PIN: pin }, { PIN: pin, authData: authData(pin) }]) {
    const asked = { credentialID: 'ec', numSignatures: 1, hashes, hashAlgorithmOID: sha256, ...proof };
    const { SAD, expiresIn } = (await post('credentials/authorize', asked)).body;
    assert.ok(expiresIn > 290 && expiresIn <= 300);
    const body = { credentialID: 'ec', SAD, hashes, signAlgo: ecdsaWithSha256, signAlgoParams: null };
    const { signatures } = (await post('signatures/signHash', { ...body, operationMode: 'S' })).body;
    assert.ok(service.verifies('ec', ecdsa, digest, signatures[0]));
  }
});

/** A token of scope credential, as the authorization server gives it for these hashes. */
function credentialToken(token: string, ...bound: readonly Uint8Array[]) {
  const asBound = bound.map((each) => Buffer.from(each).toString('base64url'));
  const { sad } = service.issueSad('far', bound.length, { hashes: asBound });
  service.credentialTokens.set(token, { sad, credentialID: 'far' });
  service.tokens.set(token, { client: 'app', account: 'alice', scopes: ['credential'], credentialID: 'far' });
}

test('the token in the header is the SAD where it is one, alone or beside itself in the body', async () => {
  const other = createHash('sha256').update('another').digest();
  credentialToken('ct-far', digest, other);
  const body = { credentialID: 'far', hashes, hashAlgorithmOID: sha256, signAlgo: ecdsaWithSha256 };
  const alone = await post('signatures/signHash', { ...body, signAlgoParams: null, operationMode: 'S' }, 'ct-far');
  assert.ok(service.verifies('far', ecdsa, digest, alone.body.signatures[0]), JSON.stringify(alone.body));
  const twice = { ...body, hashes: [other.toString('base64')], SAD: 'ct-far' };
  assert.equal((await post('signatures/signHash', twice, 'ct-far')).status, 200);
});

test('another SAD than the token in the header is refused, and spends neither', async () => {
  credentialToken('ct-one', digest);
  credentialToken('ct-two', digest);
  const body = { credentialID: 'far', hashes, signAlgo: ecdsaWithSha256 };
  const both = await refusalOf('signatures/signHash', { ...body, SAD: 'ct-two' }, 'ct-one');
  assert.deepEqual(both, invalid('Invalid parameter SAD'));
  const without = await refusalOf('signatures/signHash', body);
  assert.deepEqual(without, invalid('Missing (or invalid type) string parameter SAD'));
  assert.equal((await post('signatures/signHash', { ...body, SAD: 'ct-two' })).status, 200);
  assert.equal((await post('signatures/signHash', body, 'ct-one')).status, 200);
});

test('v1 wants its SAD in the body, whatever stands in the header', async () => {
  credentialToken('ct-v1', digest);
  const body = { credentialID: 'far', hash: hashes, signAlgo: ecdsaWithSha256 };
  const answer = await service.post('signatures/signHash', body, 'Bearer ct-v1');
  assert.equal(answer.body.error_description, 'Missing (or invalid type) string parameter SAD');
});

test('what is not offered is refused in its own words: another mode, a challenge, a handle', async () => {
  const sign = { credentialID: 'ec', SAD: 'x', hashes, signAlgo: ecdsaWithSha256, operationMode: 'B' };
  assert.deepEqual(await refusalOf('signatures/signHash', sign), invalid('Invalid parameter operationMode'));
  const challenge = (change: object) => refusalOf('credentials/getChallenge', { credentialID: 'ec', ...change });
  assert.deepEqual(await challenge({}), invalid('Missing (or invalid type) string parameter authObjectID'));
  assert.deepEqual(await challenge({ authObjectID: 'PIN' }), invalid('Invalid parameter authObjectID'));
  assert.deepEqual(await challenge({ credentialID: 'foreign' }), invalid('Invalid parameter credentialID'));
  const check = (body: object) => refusalOf('credentials/authorizeCheck', body);
  assert.deepEqual(await check({}), invalid('Missing (or invalid type) string parameter handle'));
  assert.deepEqual(await check({ handle: 'h-77' }), invalid('Invalid parameter handle'));
});

function approvedKey(scope: 'credential-creation' | 'credential-deletion', credentialID: string): string {
  const token = `kt-${service.approvedKeys.size}`;
  service.approvedKeys.set(token, { credentialID, used: false });
  service.tokens.set(token, { client: 'app', account: 'alice', scopes: [scope] });
  return token;
}

const byKey = (method: string, body: object, token: string) =>
  service.post(`credentials/${method}`, body, `Bearer ${token}`, 'v2');

test('credentials/create hands over the credential that was approved, once, with what was asked for of it', async () => {
  const request = { credentialCreationRequest: { certificatePolicy: null, subjectData: { given_name: 'Alice' } } };
  const plain = await byKey('create', request, approvedKey('credential-creation', 'ec'));
  assert.deepEqual([plain.status, plain.body], [201, { credentialID: 'ec' }]);
  const token = approvedKey('credential-creation', 'ec');
  const told = { credentialInfo: true, certInfo: true, certificates: 'none' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => byKey('create', told, token)));
  const made = answers.filter(({ status }) => status === 201);
  assert.deepEqual([made.length, made[0]?.body.key.status, made[0]?.body.cert.status], [1, 'enabled', 'valid']);
  assert.ok(answers.every(({ status, body }) => status === 201 || body.error === 'invalid_token'));
});

test('credentials/create refuses each mistake before its token is used', async () => {
  const token = approvedKey('credential-creation', 'ec');
  for (const [body, error_description] of [
    [{ credentialCreationRequest: 'x' }, 'Invalid parameter credentialCreationRequest'],
    [{ credentialCreationRequest: [] }, 'Invalid parameter credentialCreationRequest'],
    [{ credentialCreationRequest: { subjectData: 'Alice' } }, 'Invalid parameter subjectData'],
    [{ credentialCreationRequest: { certificatePolicy: 5 } }, 'Invalid parameter certificatePolicy'],
    [{ credentialCreationRequest: { certificatePolicy: '0.4.0.194112.1.2' } }, 'Invalid parameter certificatePolicy'],
    [{ credentialInfo: 'true' }, 'Invalid parameter credentialInfo'],
    [{ clientData: 5 }, 'Invalid parameter clientData'],
  ] as const)
    assert.deepEqual((await byKey('create', body, token)).body, { error: 'invalid_request', error_description });
  assert.equal((await byKey('create', {}, token)).status, 201);
});

test('credentials/delete is for the credential whose end was approved, once', async () => {
  const token = approvedKey('credential-deletion', 'rsa');
  const missing = 'Missing (or invalid type) string parameter credentialID';
  assert.equal((await byKey('delete', {}, token)).body.error_description, missing);
  const other = await byKey('delete', { credentialID: 'ec' }, token);
  assert.equal(other.body.error_description, 'Invalid parameter credentialID');
  const answers = await Promise.all(Array.from({ length: 5 }, () => byKey('delete', { credentialID: 'rsa' }, token)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 401, 401, 401, 401]);
});

test('no other token begins or ends a credential, and theirs does nothing else', async () => {
  const [creation, deletion] = [approvedKey('credential-creation', 'ec'), approvedKey('credential-deletion', 'ec')];
  for (const [method, token] of [
    ['credentials/create', 'at-alice'],
    ['credentials/create', deletion],
    ['credentials/delete', creation],
    ['credentials/delete', 'ct-ec'],
    ['credentials/list', creation],
    ['signatures/signHash', creation],
  ] as const) {
    const answer = await service.post(method, { credentialID: 'ec' }, `Bearer ${token}`, 'v2');
    assert.deepEqual([answer.status, answer.body.error], [401, 'unauthorized_client'], method);
  }
});

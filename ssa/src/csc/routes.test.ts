import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { basic, MemoryService } from './memory-service.test.ts';

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
after(() => service.close());

test('an unknown path is refused with the text test tools compare', async () => {
  for (const url of ['/csc/v1/unsupported/service', '/csc/v1/credentials/list/x', '/csc/v1/Info']) {
    const response = await service.app.inject({ method: 'POST', url, payload: {} });
    assert.equal(response.statusCode, 404);
    assert.match(String(response.headers['content-type']), /^application\/json/);
    const error_description = 'The user or Remote Service denied the request.';
    assert.deepEqual(response.json(), { error: 'access_denied', error_description });
  }
});

test('a method that is asked for otherwise than by POST says so, in its words', async () => {
  for (const [method, name, allow] of [
    ['GET', 'credentials/list', 'POST'],
    ['PUT', 'signatures/signHash?x=1', 'POST'],
    ['DELETE', 'info', 'GET, POST, HEAD'],
  ] as const) {
    const { statusCode, headers, body } = await service.app.inject({ method, url: `/csc/v1/${name}` });
    assert.deepEqual([statusCode, headers['allow']], [405, allow]);
    assert.equal(JSON.parse(body).error, 'invalid_request');
  }
});

test('a body that is not a JSON object, or not JSON, is refused as JSON', async () => {
  for (const payload of ['{', '[]', '"x"', 'null{']) {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer at-alice' };
    const response = await service.app.inject({ method: 'POST', url: '/csc/v1/credentials/list', headers, payload });
    assert.equal(response.statusCode, 400, payload);
    assert.equal(response.json().error, 'invalid_request');
  }
  const headers = { 'content-type': 'text/xml', authorization: 'Bearer at-alice' };
  const other = await service.app.inject({ method: 'POST', url: '/csc/v1/credentials/list', headers, payload: '<x/>' });
  assert.deepEqual([other.statusCode, other.json().error], [415, 'invalid_request']);
  const large = await service.post('credentials/list', { clientData: 'x'.repeat(2_000_000) });
  assert.deepEqual([large.status, large.body.error], [413, 'invalid_request']);
});

test('a login that is not what the application wants is told what would be (RFC 9470, 3)', async () => {
  const lacking = { acrValues: ['urn:mfa', 'high'], maxAge: 300 };
  service.tokens.set('at-weak', { client: 'app', account: 'alice', scopes: ['service'], lacking });
  for (const method of ['credentials/list', 'credentials/info', 'signatures/signHash']) {
    const { status, body, headers } = await service.post(method, {}, 'Bearer at-weak');
    assert.deepEqual([status, body.error], [401, 'insufficient_user_authentication'], method);
    const expected = 'Bearer error="insufficient_user_authentication", acr_values="urn:mfa high", max_age="300"';
    assert.equal(headers['www-authenticate'], expected);
  }
});

test('an Authorization header that is missing or malformed is 400, a token that is not valid 401', async () => {
  for (const method of [
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/authorize',
    'credentials/extendTransaction',
    'credentials/sendOTP',
    'signatures/signHash',
    'signatures/timestamp',
  ]) {
    for (const header of ['', 'Bearer', 'Basic YTpi', 'Bearer a b']) {
      const { status, body } = await service.post(method, {}, header);
      const expected = { error: 'invalid_request', error_description: 'Malformed authorization header' };
      assert.deepEqual([status, body], [400, expected], `${method} ${header}`);
    }
    const { status, body, headers } = await service.post(method, {}, 'Bearer unknown');
    assert.deepEqual([status, body.error], [401, 'invalid_token']);
    assert.equal(headers['www-authenticate'], 'Bearer error="invalid_token"');
    const past = await service.post(method, {}, 'Bearer at-over');
    const words = {
      error: 'expired_token',
      error_description: 'The access or refresh token is expired or has been revoked',
    };
    assert.deepEqual([past.status, past.body], [401, words]);
    assert.equal(past.headers['www-authenticate'], 'Bearer error="invalid_token"', 'RFC 6750 has one word for both');
    assert.equal((await service.post(method, {}, 'Bearer at-none')).body.error, 'unauthorized_client');
  }
});

test('info tells what is implemented, to everyone, by GET and POST', async () => {
  const { body } = await service.post('info', { lang: 'es-ES', unknown: 1 }, '');
  assert.equal(body.specs, '1.0.4.0');
  assert.equal(body.lang, 'es-ES');
  assert.equal(body.oauth2, 'http://localhost:8400');
  assert.ok(body.methods.includes('signatures/signHash'));
  const got = await service.app.inject({ method: 'GET', url: '/csc/v1/info' });
  assert.equal(got.json().lang, 'en-US');
  assert.equal((await service.post('info', { lang: 'xx-XX' })).body.lang, 'en-US');
});

const loginRefusals: [string, object, string, number, string, string][] = [
  ['no header', {}, '', 401, 'invalid_request', 'Malformed authentication parameter'],
  ['another scheme', {}, 'Bearer x', 401, 'invalid_request', 'Malformed authentication parameter'],
  ['not base64', {}, 'Basic ***', 401, 'invalid_request', 'Malformed authentication parameter'],
  ['no colon', {}, `Basic ${btoa('alice')}`, 400, 'invalid_request', 'Malformed username-password'],
  [
    'a wrong password',
    {},
    `Basic ${btoa('alice:x')}`,
    400,
    'authentication_error',
    'An error occurred during authentication process',
  ],
  [
    'a number as refresh token',
    { refresh_token: 5 },
    basic,
    400,
    'invalid_request',
    'Invalid string parameter: refresh_token',
  ],
  ['an unknown refresh token', { refresh_token: 'x' }, basic, 400, 'invalid_request', 'Invalid refresh_token'],
];
for (const [name, body, header, status, error, error_description] of loginRefusals) {
  test(`auth/login refuses ${name}`, async () => {
    const answer = await service.post('auth/login', body, header);
    assert.deepEqual([answer.status, answer.body], [status, { error, error_description }]);
  });
}

test('auth/login gives a refresh token only when remembered, and its revocation ends the grant', async () => {
  const plain = await service.post('auth/login', { rememberMe: null, refresh_token: '' }, basic);
  assert.deepEqual(Object.keys(plain.body), ['access_token', 'expires_in']);
  const { access_token, refresh_token } = (await service.post('auth/login', { rememberMe: true }, basic)).body;
  const renewed = (await service.post('auth/login', { refresh_token }, '')).body.access_token;
  const bearer = `Bearer ${access_token}`;
  const revoked = await service.post('auth/revoke', { token: refresh_token, token_type_hint: 'refresh_token' }, bearer);
  assert.deepEqual([revoked.status, revoked.body], [204, undefined]);
  for (const token of [access_token, renewed]) {
    assert.equal((await service.post('credentials/list', {}, `Bearer ${token}`)).status, 401);
  }
  assert.equal(
    (await service.post('auth/login', { refresh_token }, basic)).body.error_description,
    'Invalid refresh_token',
  );
});

const refusals: [string, string, object, string][] = [
  ['auth/revoke', 'no token', {}, 'Missing (or invalid type) string parameter token'],
  ['auth/revoke', 'a number as token', { token: 5 }, 'Missing (or invalid type) string parameter token'],
  ['auth/revoke', 'another hint', { token: 'x', token_type_hint: 'id' }, 'Invalid string parameter token_type_hint'],
  ['auth/revoke', 'an unknown token', { token: 'x' }, 'Invalid string parameter token'],
  ['credentials/list', 'a user for a user token', { userID: 'alice' }, 'userID parameter MUST be null'],
  ['credentials/list', 'the same under its other name', { user_id: 'alice' }, 'userID parameter MUST be null'],
  ['credentials/list', 'a page of none', { maxResults: 0 }, 'Invalid parameter maxResults'],
  ['credentials/list', 'a page size as text', { maxResults: '1' }, 'Invalid parameter maxResults'],
  ['credentials/list', 'a foreign page token', { pageToken: 'x' }, 'Invalid parameter pageToken'],
  ['credentials/info', 'no credentialID', {}, 'Missing (or invalid type) string parameter credentialID'],
  [
    'credentials/info',
    'a null credentialID',
    { credentialID: null },
    'Missing (or invalid type) string parameter credentialID',
  ],
  ['credentials/info', 'an unknown credential', { credentialID: 'x' }, 'Invalid parameter credentialID'],
  ['credentials/info', 'a credential of another user', { credentialID: 'foreign' }, 'Invalid parameter credentialID'],
  [
    'credentials/info',
    'another kind of list',
    { credentialID: 'rsa', certificates: 'all' },
    'Invalid parameter certificates',
  ],
  [
    'credentials/info',
    'two names that disagree',
    { credentialID: 'rsa', authInfo: true, auth_info: false },
    'Two names of one parameter have different values',
  ],
];
for (const [method, name, body, error_description] of refusals) {
  test(`${method} refuses ${name}`, async () => {
    const answer = await service.post(method, body);
    assert.deepEqual([answer.status, answer.body], [400, { error: 'invalid_request', error_description }]);
  });
}

test('credentials/list gives every credential once, in pages of any size', async () => {
  for (const maxResults of [1, 2, 20]) {
    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const { body } = await service.post('credentials/list', { maxResults, pageToken });
      seen.push(...body.credentialIDs);
      pageToken = body.nextPageToken;
    } while (pageToken !== undefined);
    assert.deepEqual(seen, ['rsa', 'ec', 'far']);
  }
});

test('clientData that is no text, too long or no text of a database is refused by every method that takes it', async () => {
  for (const [method, body] of [
    ['auth/login', {}],
    ['auth/revoke', { token: 'x' }],
    ['credentials/list', {}],
    ['credentials/info', { credentialID: 'rsa' }],
    ['credentials/authorize', { credentialID: 'rsa', numSignatures: 1, PIN: '1' }],
    ['credentials/extendTransaction', { credentialID: 'rsa', SAD: 'x' }],
    ['credentials/sendOTP', { credentialID: 'rsa' }],
  ] as const)
    for (const clientData of [5, ['x'], 'x'.repeat(4_001), 'a\0b', '\ud800']) {
      const { status, body: answer } = await service.post(method, { ...body, clientData });
      assert.deepEqual([status, answer.error_description], [400, 'Invalid parameter clientData'], method);
    }
  assert.equal((await service.post('info', { clientData: 5 })).status, 200, 'info ignores it');
});

test('the language of an answer is the one that was asked for, where it is spoken', async () => {
  for (const [lang, spoken] of [
    ['es-ES', 'es-ES'],
    ['xx-XX', 'en-US'],
    [null, 'en-US'],
  ])
    assert.equal((await service.post('credentials/info', { credentialID: 'rsa', lang })).body.lang, spoken);
});

test('a client that speaks for itself reads the credential that it names', async () => {
  const { body } = await service.post('credentials/info', { credentialID: 'foreign' }, 'Bearer at-app');
  assert.equal(body.key.status, 'enabled');
  const unknown = await service.post('credentials/info', { credentialID: 'x' }, 'Bearer at-app');
  assert.equal(unknown.body.error_description, 'Invalid parameter credentialID');
});

test('a token without a user names one', async () => {
  const names = async (body: object) => (await service.post('credentials/list', body, 'Bearer at-app')).body;
  assert.equal((await names({})).error_description, 'Invalid parameter userID');
  assert.equal((await names({ userID: 'nobody' })).error_description, 'Invalid parameter userID');
  assert.deepEqual((await names({ userID: 'alice' })).credentialIDs, ['rsa', 'ec', 'far']);
});

test('credentials/info gives what is asked for and no more', async () => {
  const bare = (await service.post('credentials/info', { credentialID: 'rsa', certificates: 'none' })).body;
  assert.deepEqual(bare.cert, { status: 'valid' });
  assert.deepEqual(
    [bare.authMode, bare.SCAL, bare.multisign, bare.PIN, bare.OTP],
    ['explicit', '1', 20, undefined, undefined],
  );
  const full = (
    await service.post('credentials/info', {
      credentialID: 'rsa',
      certificates: 'chain',
      certInfo: true,
      authInfo: true,
    })
  ).body;
  assert.deepEqual(full.PIN, { presence: 'true', format: 'N', label: 'Signing PIN' });
  assert.deepEqual(full.OTP, { presence: 'false' });
  assert.equal(full.cert.certificates.length, 2);
  const certificate = new X509Certificate(Buffer.from(full.cert.certificates[0], 'base64'));
  assert.equal(full.cert.serialNumber, certificate.serialNumber);
  assert.equal(full.cert.subjectDN, 'CN=alice rsa,C=ES');
  assert.match(full.cert.validTo, /^\d{14}Z$/);
  assert.deepEqual(full.key, {
    status: 'enabled',
    algo: [
      '1.2.840.113549.1.1.1',
      '1.2.840.113549.1.1.11',
      '1.2.840.113549.1.1.12',
      '1.2.840.113549.1.1.13',
      '1.2.840.113549.1.1.10',
    ],
    len: 2048,
  });
});

test('credentials/info of an elliptic key names its curve; an oauth2code credential has no PIN', async () => {
  const { body } = await service.post('credentials/info', { credentialID: 'far', auth_info: true });
  const algo = ['1.2.840.10045.4.3.2', '1.2.840.10045.2.1'];
  assert.deepEqual(body.key, { status: 'enabled', algo, len: 256, curve: '1.2.840.10045.3.1.7' });
  assert.deepEqual(
    [body.authMode, body.SCAL, body.PIN, body.cert.certificates.length],
    ['oauth2code', '2', undefined, 1],
  );
});

test('a token of scope credential reads its own credential and no other, and lists none', async () => {
  const ask = (method: string, credentialID: string) => service.post(method, { credentialID }, 'Bearer ct-ec');
  assert.equal((await ask('credentials/info', 'ec')).status, 200);
  assert.equal((await ask('credentials/info', 'rsa')).body.error_description, 'Invalid parameter credentialID');
  assert.equal((await ask('credentials/list', 'ec')).body.error, 'unauthorized_client');
});

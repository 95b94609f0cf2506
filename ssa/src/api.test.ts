/** What the public APIs refuse, each by a word and a reference; then what they say about themselves. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isProblem, problems } from '@chancery/api';
import { createCredential } from '@chancery/store';
import { createServer, cscCredentials, ssaRoutes } from './index.ts';
import { workshops } from './organization.test.ts';
import { Person, readStatement } from './person.test.ts';
import { adminToken, challengeIn, onePage, World } from './world.test.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
interface Described {
  readonly operationId: string;
  readonly security: readonly { readonly application?: readonly string[] }[];
  readonly 'x-consent'?: string;
}

const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex');

describe('the public APIs', () => {
  let world: World;
  let token = '';
  before(async () => {
    world = await World.open();
    token = (await world.provider()).token;
  });
  after(() => world.close());

  async function refuses(code: string, answer: ReturnType<World['call']>): Promise<Record<string, unknown>> {
    const { status, body, headers } = await answer;
    assert.ok(isProblem(body), JSON.stringify(body));
    assert.equal(body.code, code, body.detail);
    assert.equal(status, problems[body.code].status);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.ok(body.reference.length >= 8);
    assert.doesNotMatch(JSON.stringify(body), /node_modules|at async|\.ts:/);
    return body;
  }

  const upload = (content: Uint8Array) => world.ask(token, {}, content);
  const post = (path: string, body: object) => world.call('POST', path, token, body);
  const judge = (content: Uint8Array) =>
    post('/api/v1/signatures/validate', { document: Buffer.from(content).toString('base64') });

  /** Judging never refuses what calls itself a PDF: it says why there is nothing to judge. */
  async function requireUnreadable(answer: ReturnType<World['call']>): Promise<void> {
    const { status, body } = await answer;
    assert.deepEqual([status, body['valid'], body['signatures']], [200, false, []]);
    assert.match(String(body['errors']), /^the document cannot be read: /);
  }

  test('a request without a token, with an unknown one, or with one of a person is refused', async () => {
    await refuses('unauthorized', world.call('GET', '/api/v1/signature-requests', ''));
    await refuses('unauthorized', world.call('GET', '/api/v1/signature-requests', 'unknown'));
    world.tokens.set('person', { client: 'c', clientName: 'C', group: 'g', account: 'a', scopes: ['service'] });
    world.tokens.set('other-scope', { client: 'c', clientName: 'C', group: 'g', scopes: ['openid', 'credential'] });
    await refuses('insufficient_scope', world.call('GET', '/api/v1/signature-requests', 'person'));
    await refuses('insufficient_scope', world.call('GET', '/api/v1/signature-requests', 'other-scope'));
    await refuses('insufficient_scope', world.ask('person'));
  });

  test('the administration accepts its own token and nothing else', async () => {
    const group = { name: 'Group' };
    await refuses('unauthorized', world.call('POST', '/admin/v1/groups', token, group));
    await refuses('unauthorized', world.call('POST', '/admin/v1/groups', '', group));
    await refuses('invalid_request', world.call('POST', '/admin/v1/groups', 'operators-only', { ...group, extra: 1 }));
    const provider = { group: 'nowhere', name: 'Bank' };
    await refuses('invalid_request', world.call('POST', '/admin/v1/providers', 'operators-only', provider));
  });

  describe('a group has a look of its own', () => {
    const colours = {
      light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
      dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
    };
    const logo = readFileSync(new URL('./page/public/assets/logo.png', import.meta.url));
    const evil = `"><script>alert('1')</script>&`;
    const texts = { en: { greeting: evil, help: 'Call us.' }, de: { help: 'Rufen Sie an.' } };
    const links = { privacy: 'https://banks.example/privacy?a&b="' };
    const png = logo.toString('base64');
    const change = (group: string, branding: object) =>
      world.call('PATCH', `/admin/v1/groups/${group}`, adminToken, { branding });

    test('and what people could not read, see or follow is refused with its reason', async () => {
      const { group } = await world.provider();
      const told = async (branding: object) => (await refuses('invalid_request', change(group, branding)))['detail'];
      const pale = { ...colours, dark: { ...colours.dark, accent: '#5a5a5a' } };
      assert.equal(
        await told({ colours: pale }),
        'dark: accent on the page has a contrast of 2.68:1; 4.5:1 is the least.',
      );
      const faint = { ...colours, light: { ...colours.light, button: '#ffd400' } };
      assert.match(String(await told({ colours: faint })), /^light: button on the page .* 1\.\d+:1; 3:1 is the least/);
      const oneScheme = { light: colours.light };
      for (const wrong of [
        { colours: oneScheme },
        { colours: { ...colours, light: { ...colours.light, accent: 'red' } } },
        { colours: { ...colours, light: { ...colours.light, accent: '#fff;}' } } },
        { links: { terms: 'http://banks.example/' } },
        { links: { terms: 'javascript:alert(1)' } },
        { links: { other: 'https://banks.example/' } },
        { texts: { en: { greeting: 'one\ntwo' } } },
        { texts: { english: { help: 'x' } } },
        { style: 'body{}' },
      ])
        await told(wrong);
      const vector = Buffer.from('<svg onload="alert(1)"/>').toString('base64');
      assert.equal(await told({ logo: { png: vector, text: 'N' } }), 'The logo is not a whole PNG.');
      await told({ logo: { png: `${png.slice(0, -4)}====`, text: 'N' } });
      assert.equal((await world.call('GET', `/admin/v1/groups/${group}`, adminToken)).body['branding'], undefined);
      await refuses(
        'invalid_request',
        world.call('POST', '/admin/v1/groups', adminToken, { name: 'G', branding: { links: {}, x: 1 } }),
      );
    });

    test('which its pages carry, every word as it is, under the policy all pages have', async () => {
      const { group, token: asking } = await world.provider();
      const whole = { logo: { png, text: 'North' }, colours, texts, links };
      assert.deepEqual((await change(group, whole)).body['branding'], whole);
      const { authorization_url: address } = (await world.ask(asking)).body as { authorization_url: string };
      const path = new URL(address).pathname;
      const { payload: page, headers } = await world.app.inject(`${path}/result`);
      assert.match(String(headers['content-security-policy']), /style-src 'self'.*img-src 'self' data: blob:/);
      const [, data = ''] = /<html data-brand="([^"]+)"/.exec(page) ?? [];
      assert.doesNotMatch(page, /<script>alert/);
      const brand = JSON.parse(data.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)));
      assert.deepEqual([brand.greeting, brand.help, brand.lang, brand.links], [evil, 'Call us.', 'en', links]);
      const sheet = await world.app.inject(brand.sheet);
      assert.match(page, new RegExp(`<link rel="stylesheet" href="${brand.sheet}">\n</head>`));
      assert.match(sheet.payload, /^html:root\{--primary:#7a2e00;/);
      const served = await world.app.inject(brand.logo.url);
      assert.deepEqual(
        [served.rawPayload, served.headers['content-type'], served.headers['x-content-type-options']],
        [logo, 'image/png', 'nosniff'],
      );
      assert.match(String(served.headers['content-security-policy']), /^default-src 'none'/);
      for (const gone of [brand.sheet, brand.logo.url].map((url: string) => url.replace(/.(?=\/[a-z.]+$)/, '_')))
        assert.equal((await world.app.inject(gone)).statusCode, 404);
      const accept = { accept: 'text/html', 'accept-language': 'de' };
      const refusal = await world.app.inject({
        url: path.replace('sign', 'sign/').concat('/nothing'),
        headers: accept,
      });
      assert.match(refusal.payload, /<p lang="de" dir="auto">Rufen Sie an\.<\/p>/);
      assert.match(refusal.payload, /<img class="logo" src="[^"]+logo\.png" alt="North" width="256" height="256">/);
      assert.match(
        refusal.payload,
        /href="https:\/\/banks.example\/privacy\?a&#38;b=&#34;" target="_blank" rel="noopener/,
      );
      const other = (await world.ask(token)).body as { authorization_url: string };
      assert.doesNotMatch((await world.visit(`${other.authorization_url}/result`)).text, /data-brand/);
      await change(group, {});
      assert.doesNotMatch((await world.visit(`${address}/result`)).text, /data-brand/);
      assert.equal((await world.app.inject(brand.logo.url)).statusCode, 404);
    });
  });

  test('a client is registered with a secret, with a key, or as a public one, and never in between', async () => {
    const group = (await world.admin('groups', { name: 'Group' }))['id'];
    const provider = (await world.admin('providers', { group, name: 'Bank' }))['id'];
    const back = { redirect_uris: ['https://bank.example/signed'] };
    const keys = [generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })];
    const weak = [generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })];
    const keyed = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } };
    const isPublic = { token_endpoint_auth_method: 'none', application_type: 'native', ...back };
    for (const client of [keyed, isPublic]) {
      const made = await world.admin('clients', { provider, ...client });
      assert.deepEqual(
        [made['secret'], made['token_endpoint_auth_method']],
        [undefined, client.token_endpoint_auth_method],
      );
    }
    const bound = { ...keyed, ...back, profile: 'fapi2', dpop_bound_access_tokens: true };
    const {
      id,
      profile,
      require_pushed_authorization_requests: pushes,
    } = await world.admin('clients', { provider, ...bound });
    assert.deepEqual([profile, pushes], ['fapi2', undefined]);
    await refuses(
      'conflict',
      world.call('POST', `/admin/v1/clients/${id}/keys`, 'operators-only', { label: 'archive' }),
    );
    const secret = await world.admin('clients', { provider, token_endpoint_auth_method: 'client_secret_post' });
    assert.equal(String(secret['secret']).length, 43);
    const wrong = [
      { ...bound, dpop_bound_access_tokens: false },
      { ...keyed, ...back, backchannel_logout_uri: 'http://bank.example/out' },
      { token_endpoint_auth_method: 'none' },
      { token_endpoint_auth_method: 'private_key_jwt' },
      { jwks: { keys } },
      { ...keyed, jwks: { keys: weak } },
      { ...keyed, jwks: { keys: [{ ...keys[0], x: 'AAAA' }] } },
      { ...keyed, jwks: { keys: [{ ...keys[0], d: 'AAAA' }] } },
      { ...keyed, jwks: { keys: [] } },
      { ...isPublic, redirect_uris: ['http://bank.example/signed'] },
      { ...isPublic, resource_server: true },
      { response_uris: ['http://bank.example/answers'] },
      { token_endpoint_auth_method: 'client_secret_jwt' },
      { scopes: ['openid', 'profile'] },
      { scopes: ['openid', 'profile'], data_purpose: {} },
      { scopes: ['openid', 'profile'], data_purpose: { en: 'one\ntwo' } },
    ];
    const data_purpose = { en: 'To write to you.' };
    const asking = await world.admin('clients', { provider, scopes: ['openid', 'profile'], data_purpose });
    assert.deepEqual(asking['data_purpose'], data_purpose);
    for (const client of wrong)
      await refuses(
        'invalid_request',
        world.call('POST', '/admin/v1/clients', 'operators-only', { provider, ...client }),
      );
  });

  test('a PDF of zero bytes, a picture that calls itself .pdf and a text are no PDF', async () => {
    for (const content of [new Uint8Array(), png, Buffer.from('hello')]) {
      await refuses('document_not_pdf', upload(content));
      await refuses('document_not_pdf', judge(content));
    }
  });

  test('a PDF cut off anywhere is damaged', async () => {
    const whole = await onePage();
    for (const part of [0.1, 0.5, 0.9]) {
      const cut = whole.subarray(0, whole.length * part);
      await refuses('document_damaged', upload(cut));
      await requireUnreadable(judge(cut));
    }
    await refuses('document_damaged', upload(whole.subarray(0, -1)));
  });

  test('a damaged PDF is written anew only where that is asked for, and then that is what counts', async () => {
    const cut = Buffer.from(await onePage()).subarray(0, -1);
    const asked = (signature: object) =>
      post('/api/v1/signature-requests', {
        documents: [{ name: 'a.pdf', content: cut.toString('base64'), signature }],
      });
    await refuses('document_damaged', asked({ format: 'pades', rewrite: false }));
    await refuses('invalid_request', asked({ format: 'cades', packaging: 'detached', rewrite: true }));
    const { status, body } = await asked({ format: 'pades', rewrite: true });
    assert.equal(status, 201, JSON.stringify(body));
    const [written] = body['documents'] as { size: number; sha256: string }[];
    assert.notEqual(written?.sha256, createHash('sha256').update(cut).digest('base64url'));
  });

  test('a time-stamp that nobody of the group gives is refused before anybody is asked to sign', async () => {
    const asked = (signature: object, more: object = {}) =>
      post('/api/v1/signature-requests', { documents: [{ name: 'a', content: 'YQ==', signature }], ...more });
    const cades = { format: 'cades', packaging: 'detached' };
    await refuses('conflict', asked({ ...cades, content_time_stamp: true }));
    await refuses('conflict', asked(cades, { level: 'B-T' }));
    await refuses('invalid_request', asked({ format: 'pades', content_time_stamp: true }));
    const plain = { format: 'xades', packaging: 'detached', profile: 'xmldsig' };
    await refuses('invalid_request', asked({ ...plain, content_time_stamp: true }));
    assert.equal((await asked({ ...cades, content_time_stamp: false })).status, 201);
  });

  test('ten thousand nested arrays are too complex, wherever they stand', async () => {
    for (const content of [nested('/AcroForm'), nested('/Pages 2 0 R /AcroForm'), nested('/Names', '<</A ', '>>')]) {
      await refuses('document_too_complex', upload(content));
      await requireUnreadable(judge(content));
    }
  });

  test('an encrypted PDF is refused by its name, unless it opens without a password', async (t) => {
    const file = (name: string) => readFileSync(join(corpus, 'input', 'pdf', name));
    if (!existsSync(corpus) && process.env['CI'] !== 'true') return t.skip('the corpus is not here');
    for (const closed of ['PasswordSample-40bit.pdf', 'minimal-pubkey-aes256.pdf'].map(file)) {
      await refuses('document_encrypted', upload(closed));
      await requireUnreadable(judge(closed));
    }
    for (const open of ['V4-aes.pdf', 'enc-XI-R6,V5,O=master.pdf'].map(file)) {
      assert.equal((await upload(open)).status, 201);
      assert.equal((await judge(open)).body['valid'], false);
    }
  });

  test('fields nobody knows, wrong types and too many documents are refused, not ignored', async () => {
    const document = { name: 'a.pdf', content: Buffer.from(await onePage()).toString('base64') };
    const path = '/api/v1/signature-requests';
    await refuses('invalid_request', post(path, { documents: [document], acount: 'typo' }));
    await refuses('invalid_request', post(path, { documents: [{ ...document, extra: true }] }));
    await refuses('invalid_request', post(path, { documents: [document], expires_in: '60' }));
    await refuses('invalid_request', post(path, { documents: [document], expires_in: 31 * 86_400 }));
    await refuses('invalid_request', post(path, { documents: [] }));
    await refuses('invalid_request', post(path, { documents: Array.from({ length: 1_001 }, () => document) }));
    await refuses('invalid_request', post(path, { documents: [{ ...document, name: 'fdp.\u202eexe' }] }));
    await refuses('invalid_request', world.call('GET', `${path}?limit=1000`, token));
  });

  test('bad base64 is refused in every spelling', async () => {
    for (const content of ['JVBERi0xLjQ', 'JVBE Ri0x', 'JVBERi0_', '%PDF', 'JVBERi0xLjR=']) {
      await refuses('invalid_request', post('/api/v1/signature-requests', { documents: [{ name: 'a.pdf', content }] }));
    }
    await refuses('invalid_request', post('/api/v1/signatures/validate', { document: '***' }));
  });

  test('what is too large, no JSON or of another type is refused before it is read', async () => {
    const name = 'x'.repeat(100_000);
    await refuses('too_large', post('/api/v1/accounts', { name }));
    const send = (type: string, payload: string) =>
      world.app.inject({
        method: 'POST',
        url: '/api/v1/accounts',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        payload,
      });
    assert.equal((await send('application/json', '{')).json().code, 'invalid_request');
    assert.equal((await send('application/json', '')).json().code, 'invalid_request');
    assert.equal((await send('text/plain', 'hello')).json().code, 'unsupported_media_type');
    assert.equal((await send('application/json', '{"__proto__":{"a":1}}')).json().code, 'invalid_request');
  });

  test("another client's request, enrolment and key are as if there were none", async () => {
    const { token: foreign } = await world.provider('Other bank');
    const { body } = await world.ask(token);
    const path = `/api/v1/signature-requests/${body['id']}`;
    await refuses('not_found', world.call('GET', path, foreign));
    await refuses('not_found', world.call('DELETE', path, foreign));
    await refuses('not_found', world.call('GET', `${path}/documents/0`, foreign));
    const list = await world.call('GET', '/api/v1/signature-requests', foreign);
    assert.deepEqual(list.body, { signature_requests: [] });
    const account = await world.account(token, new Person('foreign'));
    const enrolment = await post('/api/v1/enrollments', { account });
    await refuses('not_found', world.call('GET', `/api/v1/enrollments/${enrolment.body['id']}`, foreign));
    await refuses('not_found', world.call('GET', `/api/v1/identities/${enrolment.body['id']}`, token));
  });

  test('an address to come back to must be a registered one', async () => {
    for (const redirect_uri of [
      'https://evil.example/back',
      'https://app.example/back/../other',
      'https://app.example@evil.example/back',
      'http://app.example/back',
      'https://app.example/back#x',
    ]) {
      await refuses('invalid_request', world.ask(token, { redirect_uri }));
    }
    await refuses('invalid_request', world.ask(token, { redirect_uri: 'javascript:alert(1)' }));
  });

  test('a document that is not signed cannot be fetched, nor one that is not there', async () => {
    const { body } = await world.ask(token);
    await refuses('not_signed', world.call('GET', `/api/v1/signature-requests/${body['id']}/documents/0`, token));
    await refuses('invalid_request', world.call('GET', `/api/v1/signature-requests/${body['id']}/documents/x`, token));
    await refuses('not_found', world.call('GET', '/api/v1/signature-requests/nothing', token));
  });

  test('a key needs an enrolled person, and a PIN is for SCAL 1 alone', async () => {
    const account = await world.account(token, new Person('keyless'));
    const algorithm = { kind: 'ec', curve: 'P-256' };
    await refuses('not_enrolled', post('/api/v1/identities', { account, algorithm, scal: 2 }));
    await refuses('invalid_request', post('/api/v1/identities', { account, algorithm, scal: 2, pin: '12345678' }));
    const weak = { kind: 'rsa', bits: 1024 };
    await refuses('invalid_request', post('/api/v1/identities', { account, algorithm: weak, scal: 2 }));
    await refuses('not_found', post('/api/v1/enrollments', { account: 'nobody' }));
  });

  test('a person who needs more time to enrol is asked anew, for half an hour', async () => {
    const account = await world.account(token, new Person('thinking'));
    const { body } = await post('/api/v1/enrollments', { account });
    const before = challengeIn((await world.visit(String(body['url']))).location);
    const after = challengeIn((await world.visit(`${body['url']}/more-time`)).location);
    const { intent } = await readStatement(world.sic, after);
    assert.deepEqual([intent.exp - intent.iat, intent.more_url], [1_800, `${body['url']}/more-time`]);
    assert.equal((await world.sam.status(before)).state, 'cancelled');
  });

  test('a person who has enrolled is not asked to do so again', async () => {
    const person = new Person('enrolled');
    const account = await world.account(token, person);
    await world.walk(String((await post('/api/v1/enrollments', { account })).body['url']), '', person);
    await refuses('conflict', post('/api/v1/enrollments', { account }));
  });

  test('nor does she begin anew by our word alone: the SAM refuses without its officers', async () => {
    const person = new Person('lost');
    const account = await world.account(token, person);
    await world.walk(String((await post('/api/v1/enrollments', { account })).body['url']), '', person);
    const { body } = await post('/api/v1/enrollments', { account, anew: true });
    await assert.rejects(world.walk(String(body['url']), '', person), { code: 'policy' });
    assert.equal((await world.call('GET', `/api/v1/enrollments/${body['id']}`, token)).body['state'], 'open');
  });

  test('an enrolment by a registration officer is asked for whole, of a person alone, and once', async () => {
    const account = await world.account(token, new Person('registered'));
    const registered = { number: 'R-7', level: 'high', common_name: 'Mei Tan', given_name: 'Mei', country: 'SG' };
    for (const wrong of [
      { ...registered, number: undefined },
      { ...registered, level: 'certain' },
      { ...registered, country: 'Singapore' },
      { ...registered, common_name: 'Mei\u202eTan' },
      { ...registered, birthday: '2000-01-01' },
    ])
      await refuses('invalid_request', post('/api/v1/enrollments', { account, registered: wrong }));
    const named = { name: 'Workshop', organization: workshops.other.trusted.id };
    const organization = (await post('/api/v1/accounts', named)).body['id'];
    await refuses('invalid_request', post('/api/v1/enrollments', { account: organization, registered }));
    const { body } = await post('/api/v1/enrollments', { account, registered });
    const only = (await world.visit(String(body['url']))).location;
    assert.equal((await world.visit(`${body['url']}/more-time`)).location, only);
    assert.equal(challengeIn(only), body['challenge']);
    const { intent } = await readStatement(world.sic, challengeIn(only));
    const attributes = { commonName: 'Mei Tan', givenName: 'Mei', country: 'SG' };
    assert.deepEqual(intent.person, { subject: 'R-7', loa: 'high', attributes });
    assert.deepEqual([intent.factors, intent.more_url], [['ticket+webauthn-registration'], undefined]);
    assert.ok(Math.abs(Date.parse(String(body['expires_at'])) - intent.exp * 1000) < 5_000);
    await assert.rejects(new Person('registered').approve(world.sic, intent.chal), { code: 'evidence_invalid' });
    assert.doesNotMatch(JSON.stringify(await world.store.db.selectFrom('errand').selectAll().execute()), /Mei Tan/);
    await world.sic.refuse({ chal: intent.chal });
    const ended = (await world.call('GET', `/api/v1/enrollments/${body['id']}`, token)).body;
    assert.deepEqual([ended['state'], ended['challenge']], ['refused', undefined]);
  });

  test('a PIN reaches the SAM and is kept nowhere here', async () => {
    const person = new Person('pinned');
    const account = await world.account(token, person);
    const enrolment = await post('/api/v1/enrollments', { account });
    await world.walk(String(enrolment.body['url']), '', person);
    const pin = '73951842';
    const wanted = { account, algorithm: { kind: 'rsa', bits: 2048 }, scal: 1, pin };
    const identity = await post('/api/v1/identities', wanted);
    assert.equal(identity.status, 201, JSON.stringify(identity.body));
    const only = (await world.visit(String(identity.body['url']))).location;
    assert.equal((await world.visit(`${identity.body['url']}/more-time`)).location, only);
    assert.equal((await readStatement(world.sic, challengeIn(only))).intent.more_url, undefined);
    await world.walk(String(identity.body['url']), '', person);
    const { body } = await world.call('GET', `/api/v1/identities/${identity.body['id']}`, token);
    const { id } = body['credential'] as { id: string };
    const { signer } = await world.sam.key(id);
    const sad = await world.sam.authorizePin({ signer, key: id, pin, n: 1, client: 'csc' });
    assert.ok(sad.sad.length > 20);
    const rows = await world.store.db.selectFrom('errand').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(pin));
    assert.doesNotMatch(
      JSON.stringify(await world.store.db.selectFrom('idempotency').selectAll().execute()),
      new RegExp(pin),
    );
  });

  test('an Idempotency-Key makes one request of many, and refuses another content', async () => {
    const headers = { 'idempotency-key': 'case-7' };
    const documents = [{ name: 'a.pdf', content: Buffer.from(await onePage()).toString('base64') }];
    const ask = (more: object = {}) =>
      world.call('POST', '/api/v1/signature-requests', token, { documents, ...more }, headers);
    const parallel = await Promise.all(Array.from({ length: 8 }, () => ask()));
    const made = parallel.filter(({ status }) => status === 201).map(({ body }) => body['id']);
    assert.equal(new Set(made).size, 1);
    assert.ok(parallel.every(({ status, body }) => status === 201 || body['code'] === 'in_progress'));
    assert.equal((await ask()).body['id'], made[0]);
    await refuses('idempotency_mismatch', ask({ reason: 'Another one' }));
    const bad = { 'idempotency-key': 'with spaces in it' };
    await refuses('invalid_request', world.call('POST', '/api/v1/signature-requests', token, { documents }, bad));
  });

  test('an Idempotency-Key stays reserved while the work goes on, however long that is', async (t) => {
    const node = createServer({ operator: 'Slow' });
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const put: typeof world.deps.documents.put = async (...document) => {
      begun.resolve();
      await goOn.promise;
      return world.deps.documents.put(...document);
    };
    ssaRoutes(node, { ...world.deps, documents: { ...world.deps.documents, put } });
    const payload = { documents: [{ name: 'a.pdf', content: Buffer.from(await onePage()).toString('base64') }] };
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'case-9' };
    const ask = (app = node) => app.inject({ method: 'POST', url: '/api/v1/signature-requests', headers, payload });
    t.mock.timers.enable({ apis: ['setInterval'] });
    const first = ask();
    await begun.promise;
    for (world.ahead = 0; world.ahead < 120_000; ) {
      world.ahead += 20_000;
      t.mock.timers.tick(20_000);
      await renewedAt(world.ahead);
      assert.equal((await ask(world.app)).json().code, 'in_progress');
    }
    goOn.resolve();
    const made = (await first).json().id;
    assert.equal((await ask(world.app)).json().id, made);
    world.ahead = 0;
    await node.close();
  });

  /** Until the reservation is at most a second old by a clock that is `ahead`. */
  async function renewedAt(ahead: number): Promise<void> {
    const query = world.store.db.selectFrom('idempotency').select('created_at').where('key', '=', 'case-9');
    for (let waits = 0; waits < 200; waits++) {
      const { created_at } = await query.executeTakeFirstOrThrow();
      if (created_at.getTime() > Date.now() + ahead - 1_000) return;
      await pause(5);
    }
  }

  test('a refused request frees its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'case-8' };
    const body = (content: Uint8Array) => ({
      documents: [{ name: 'a.pdf', content: Buffer.from(content).toString('base64') }],
    });
    const path = '/api/v1/signature-requests';
    await refuses('document_not_pdf', world.call('POST', path, token, body(png), headers));
    assert.equal((await world.call('POST', path, token, body(await onePage()), headers)).status, 201);
  });

  test('validation judges what is a PDF and refuses what is none', async () => {
    const validate = (document: Uint8Array, more: object = {}) =>
      post('/api/v1/signatures/validate', { document: Buffer.from(document).toString('base64'), ...more });
    await refuses('document_not_pdf', validate(png));
    await refuses('invalid_request', validate(await onePage(), { roots: ['AAAA'] }));
    const unsigned = await validate(await onePage());
    assert.deepEqual([unsigned.status, unsigned.body['valid'], unsigned.body['signatures']], [200, false, []]);
  });

  test('pages refuse in words, never in JSON, and load nothing from elsewhere', async () => {
    for (const path of [
      '/sign/AAAAAAAAAAAAAAAAAAAAAA',
      '/enrol/AAAAAAAAAAAAAAAAAAAAAA',
      '/identities/AAAAAAAAAAAAAAAAAAAAAA',
    ]) {
      const { statusCode, headers, payload } = await world.app.inject(path);
      assert.equal(statusCode, 404);
      assert.match(String(headers['content-type']), /^text\/html/);
      assert.match(payload, /Reference for support: [0-9a-f]{12}</);
      assert.match(String(headers['content-security-policy']), /^default-src 'none'/);
      assert.doesNotMatch(payload, /<script|style=|onclick/);
    }
  });

  test('a page is in the first language that the browser accepts and that is spoken, else in English', async () => {
    const missing = '/sign/AAAAAAAAAAAAAAAAAAAAAA';
    for (const [accepted, lang, title] of [
      ['de-AT,en;q=0.5', 'de-AT', 'Hier gibt es nichts'],
      ['it, es;q=0.9, en;q=0.1', 'es', 'Aquí no hay nada'],
      ['en;q=0.2, fr-CA', 'fr-CA', 'Il n’y a rien ici'],
      ['"><script>, *', 'en', 'There is nothing here'],
    ] as const) {
      const { text } = await world.visit(missing, '', { 'accept-language': accepted });
      assert.match(text, new RegExp(`<html lang="${lang}" dir="ltr">[^]*<h1>${title}</h1>`));
    }
  });

  test('a person is asked in her language, and reads the terms in it where they exist', async () => {
    const person = new Person('speaking');
    const account = await world.account(token, person);
    await world.walk(String((await post('/api/v1/enrollments', { account })).body['url']), '', person);
    for (const [accepted, lang, terms] of [
      ['de-CH, en;q=0.8', 'de-CH', 'de'],
      ['es', 'es', 'en'],
    ] as const) {
      const identity = await post('/api/v1/identities', {
        account,
        algorithm: { kind: 'ec', curve: 'P-256' },
        scal: 2,
      });
      const { location } = await world.visit(String(identity.body['url']), '', { 'accept-language': accepted });
      const { intent } = await readStatement(world.sic, challengeIn(location));
      assert.deepEqual([intent.lang, intent.terms?.lang], [lang, terms]);
      const { bytes } = await world.visit(String(intent.terms?.url));
      assert.equal(createHash('sha256').update(bytes).digest('base64url'), intent.terms?.sha256);
    }
  });

  test('what is nowhere is a problem too, whatever it is called', async () => {
    await refuses('not_found', world.call('GET', '/nothing/here', ''));
    await refuses('invalid_request', world.call('GET', '/api/v1/%zz', ''));
    await refuses('not_found', world.call('GET', '/terms/2/en', ''));
    assert.equal(
      (await world.call('GET', '/terms/1/en', '')).headers['access-control-allow-origin'],
      'https://sic.example',
    );
  });

  test('OpenAPI 3.1 comes from the same schemas, and people can read it', async () => {
    const { body } = await world.call('GET', '/openapi.json', '');
    assert.equal(body['openapi'], '3.1.1');
    const paths = body['paths'] as Record<string, Record<string, { responses: object; requestBody?: object }>>;
    assert.ok(paths['/api/v1/signature-requests']?.['post']?.requestBody);
    assert.ok(paths['/api/v1/signature-requests/{id}']?.['get']?.responses);
    assert.ok(!Object.keys(paths).some((path) => path.startsWith('/sign')));
    const docs = await world.app.inject('/docs');
    assert.match(docs.payload, /Ask for signatures/);
    assert.doesNotMatch(docs.payload, /<script|style=/);
    assert.equal((await world.call('GET', '/health/live', '')).body['status'], 'ok');
    assert.deepEqual((await world.call('GET', '/health/ready', '')).body, {
      status: 'ok',
      checks: { database: 'ok', sam: 'ok' },
    });
  });

  test('docs/operations.md says of each operation of an application which scope is enough, and whether the signer must act', async () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
    const { body } = await world.call('GET', '/openapi.json', '');
    const rows = Object.entries(body['paths'] as Record<string, Record<string, Described>>).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId, security, 'x-consent': consent }]) => {
        const enough = security.flatMap(({ application = [] }) => application).map((scope) => `\`${scope}\``);
        const row = `| ${method.toUpperCase()} \`${path}\` | ${operationId} | ${enough.join(' or ')} | ${consent ? 'yes' : '-'} |`;
        return enough.length === 0 ? [] : [row];
      }),
    );
    assert.deepEqual(page.match(/^\| (GET|POST|PUT|PATCH|DELETE) .*$/gm)?.toSorted(), rows.toSorted());
  });

  test('people of another group are as if there were none, until its identity provider is theirs; a client may be given more or less', async () => {
    const [mine, theirs] = [await world.provider('Mine'), await world.provider('Theirs')];
    const link = { issuer: 'https://idp.example', subject: 'of-mine' };
    const made = await world.call('POST', '/api/v1/accounts', mine.token, { name: 'Mei', link });
    const account = String(made.body['id']);
    const search = `/api/v1/accounts?${new URLSearchParams(link)}`;
    const asks = (token: string) => [
      world.call('GET', `/api/v1/accounts/${account}`, token),
      world.call('GET', search, token),
      world.call('POST', '/api/v1/enrollments', token, { account }),
      world.call('POST', '/api/v1/identities', token, { account, algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 }),
      world.call('POST', '/api/v1/identities/deletions', token, { account, credential: 'c' }),
      world.call('POST', '/api/v1/devices/changes', token, { account, add: 'passkey' }),
      world.ask(token, { account }),
    ];
    for (const answer of asks(theirs.token)) await refuses('not_found', answer);
    const nobody = await world.call('GET', '/api/v1/accounts/nobody', theirs.token);
    const other = await world.call('GET', `/api/v1/accounts/${account}`, theirs.token);
    assert.equal(other.body['detail'], nobody.body['detail']);
    const list = await world.call('GET', `/api/v1/identities?account=${account}`, theirs.token);
    assert.deepEqual(list.body, { credentials: [] });
    const devices = await world.call('GET', `/api/v1/devices?account=${account}`, theirs.token);
    assert.deepEqual(devices.body, { devices: [] });
    const credential = {
      id: `of-${account}`,
      account_id: account,
      key: `k-${account}`,
      scal: 2,
      status: 'active',
    } as const;
    await createCredential(world.store.db, { ...credential, algorithm: { kind: 'ec', curve: 'P-256' }, chain: [] });
    const { accountOf } = cscCredentials(world.store, world.sam, () => new Date());
    const named = (client: string) => accountOf(credential.id, { client, scopes: ['service'] });
    assert.deepEqual([await named(mine.client), await named(theirs.client)], [account, undefined], 'over CSC likewise');
    const reach = async (group: string, accounts: string) => {
      const provider = (await world.admin('providers', { group, name: accounts }))['id'];
      const client = String((await world.admin('clients', { provider, accounts }))['id']);
      world.tokens.set(client, { client, clientName: accounts, group, scopes: ['service'] });
      return (await world.call('GET', `/api/v1/accounts/${account}`, client)).status;
    };
    const seen = [
      reach(mine.group, 'group'),
      reach(mine.group, 'own'),
      reach(theirs.group, 'all'),
      reach(theirs.group, 'own'),
    ];
    assert.deepEqual(await Promise.all(seen), [200, 404, 200, 404]);
    const idp = { group: theirs.group, issuer: link.issuer, client_id: 'x', label: 'IdP' };
    await world.admin('idps', idp);
    for (const url of [search, `/api/v1/accounts/${account}`])
      assert.equal((await world.call('GET', url, theirs.token)).status, 200);
  });

  test('operators change the name and password of CSC, or take them away; nobody gets those of another', async () => {
    const { token } = await world.provider('Passwords');
    const csc = { login: 'ana.csc', password: 'a pass phrase' };
    const make = async (subject: string, more: object = {}) =>
      (
        await world.call('POST', '/api/v1/accounts', token, {
          name: subject,
          link: { issuer: 'https://idp.example', subject },
          ...more,
        })
      ).body['id'];
    const [first, second] = [await make('csc-1', { csc }), await make('csc-2')];
    const change = (account: unknown, body: object, by = adminToken) =>
      world.call('PATCH', `/admin/v1/accounts/${account}`, by, body);
    await refuses('unauthorized', change(second, { csc: null }, token));
    await refuses('not_found', change('nobody', { csc: null }));
    for (const body of [{}, { csc: { login: 'a:b', password: csc.password } }, { csc: { login: 'ana' } }])
      await refuses('invalid_request', change(second, body));
    await refuses('conflict', change(second, { status: 'suspended', csc }));
    assert.equal((await world.call('GET', `/api/v1/accounts/${second}`, token)).body['status'], 'active');
    assert.equal((await change(first, { csc: null })).status, 200);
    const { status, body } = await change(second, { status: 'suspended', csc });
    assert.deepEqual([status, body['status'], JSON.stringify(body).includes('pass')], [200, 'suspended', false]);
  });

  test('an application with a narrower scope than service does that and nothing else', async () => {
    const { client } = await world.provider('Narrow');
    const narrow = (scope: string) => {
      world.tokens.set(scope, { client, clientName: 'N', group: 'g', scopes: [scope] });
      return scope;
    };
    const account = { name: 'Mei', link: { issuer: 'https://idp.example', subject: 'narrow' } };
    await refuses('insufficient_scope', world.call('POST', '/api/v1/accounts', narrow('accounts.read'), account));
    const made = await world.call('POST', '/api/v1/accounts', narrow('accounts.manage'), account);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const one = `/api/v1/accounts/${made.body['id']}`;
    assert.equal((await world.call('GET', one, 'accounts.read')).status, 200);
    for (const [method, url, scope] of [
      ['GET', one, 'accounts.manage'],
      ['GET', one, narrow('identities.read')],
      ['GET', `/api/v1/identities?account=${made.body['id']}`, 'accounts.read'],
      ['GET', `/api/v1/devices?account=${made.body['id']}`, 'identities.read'],
      ['GET', '/api/v1/signature-requests', 'accounts.read'],
      ['GET', '/api/v1/signature-requests', narrow('devices.manage')],
    ] as const)
      await refuses('insufficient_scope', world.call(method, url, scope));
  });

  test('every answer carries the headers that keep browsers careful', async () => {
    const { headers } = await world.call('GET', '/health/live', '');
    for (const name of ['content-security-policy', 'referrer-policy', 'x-content-type-options'])
      assert.ok(headers[name], name);
  });
});

test('a server with kept connections ends within two seconds', async () => {
  const app = createServer({ operator: 'Example Trust Services' });
  app.get('/', () => 'hello');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  await new Promise((resolve) =>
    request({ host: '127.0.0.1', port, agent }, (response) => response.resume().on('end', resolve)).end(),
  );
  const started = Date.now();
  await app.close();
  assert.ok(Date.now() - started < 10_000, 'an idle connection was waited for');
  agent.destroy();
});

/** A catalog whose entry holds ten thousand levels. */
function nested(entry: string, open = '[', close = ']'): Buffer {
  const deep = `${open.repeat(10_000)}${close.repeat(10_000)}`;
  const head = '%PDF-1.7\n';
  const one = `1 0 obj\n<< /Type /Catalog ${entry} ${deep} >>\nendobj\n`;
  const two = '2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n';
  const at = [head.length, head.length + one.length].map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const table = `xref\n0 3\n0000000000 65535 f \n${at.join('')}`;
  const start = head.length + one.length + two.length;
  return Buffer.from(`${head}${one}${two}${table}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}

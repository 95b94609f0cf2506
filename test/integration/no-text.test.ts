/** U+0000 is JSON and may be in a query, but is no text that PostgreSQL keeps: each API says so in its own words, whichever value it is in. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createKey, enrol, openWorld, person, type World } from './world.ts';

const login = { login: 'ana', password: 'a pass phrase of ana' };
const nul = 'a\0b';

let world: World;
let bearers: Readonly<Record<'admin' | 'application' | 'person', string>>;
let credentialID: string;
before(async () => {
  world = await openWorld();
  const ana = await enrol(world, person('ana'), login);
  credentialID = await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 1, pin: '482913' });
  const application = await token({ grant_type: 'client_credentials', scope: 'service' }, clientBasic());
  const { body } = await ask('POST', '/csc/v1/auth/login', basic(login.login, login.password), {});
  bearers = {
    admin: `Bearer ${world.engine.data.secret('admin-token')}`,
    application: `Bearer ${application.body.access_token}`,
    person: `Bearer ${body.access_token}`,
  };
});
after(() => world?.close());

function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

function clientBasic(): string {
  return basic(world.provider.clientId, world.provider.clientSecret);
}

async function ask(method: string, path: string, authorization: string, content?: object | URLSearchParams) {
  const form = content instanceof URLSearchParams;
  const json = !form && content !== undefined;
  const headers = { authorization, ...(json ? { 'content-type': 'application/json' } : {}) };
  const body = json ? JSON.stringify(content) : (content ?? null);
  const url = `${world.engine.origins.ssa}${path}`;
  const answer = await fetch(url, { method, headers, redirect: 'manual', body: body as string | null });
  const text = await answer.text();
  const parsed = answer.headers.get('content-type')?.includes('json') && text !== '' ? JSON.parse(text) : {};
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: parsed };
}

const token = (form: Record<string, string>, authorization = '') =>
  ask('POST', '/oauth2/token', authorization, new URLSearchParams(form));

describe('of the REST API: a problem invalid_request', () => {
  const group = () => world.provider.group;
  const at = 'https://example.com/';
  const idp = { issuer: at, client_id: 'c', label: 'L' };
  const tsa = { url: at, roots: ['MAA='] };
  const rows: readonly [string, 'admin' | 'application', string, () => object | undefined][] = [
    [
      'accounts, link.issuer',
      'application',
      'POST /api/v1/accounts',
      () => ({ name: 'A', link: { issuer: nul, subject: 's' } }),
    ],
    [
      'accounts, link.subject',
      'application',
      'POST /api/v1/accounts',
      () => ({ name: 'A', link: { issuer: 'i', subject: nul } }),
    ],
    ['accounts, name', 'application', 'POST /api/v1/accounts', () => ({ name: nul })],
    [
      'accounts, csc.login',
      'application',
      'POST /api/v1/accounts',
      () => ({ name: 'A', csc: { ...login, login: nul } }),
    ],
    ['accounts, search', 'application', 'GET /api/v1/accounts?issuer=a%00b&subject=s', () => undefined],
    ['accounts, search', 'application', 'GET /api/v1/accounts?issuer=i&subject=%00', () => undefined],
    ['accounts, id', 'application', 'GET /api/v1/accounts/a%00b', () => undefined],
    ['enrollments, account', 'application', 'POST /api/v1/enrollments', () => ({ account: nul })],
    ['groups, name', 'admin', 'POST /admin/v1/groups', () => ({ name: nul })],
    ['cas, token', 'admin', 'POST /admin/v1/cas', () => ({ group: group(), type: 'sandbox', url: at, token: nul })],
    [
      'tsas, user',
      'admin',
      'POST /admin/v1/tsas',
      () => ({ group: group(), ...tsa, credentials: { user: nul, password: 'p' } }),
    ],
    [
      'tsas, password',
      'admin',
      'POST /admin/v1/tsas',
      () => ({ group: group(), ...tsa, credentials: { user: 'u', password: nul } }),
    ],
    ['idps, client_id', 'admin', 'POST /admin/v1/idps', () => ({ group: group(), ...idp, client_id: nul })],
    ['idps, client_secret', 'admin', 'POST /admin/v1/idps', () => ({ group: group(), ...idp, client_secret: nul })],
    ['idps, acr', 'admin', 'POST /admin/v1/idps', () => ({ group: group(), ...idp, acr: nul })],
  ];
  for (const [what, who, route, content] of rows)
    test(`${what}: ${route}`, async () => {
      const [method = '', path = ''] = route.split(' ');
      const { status, body } = await ask(method, path, bearers[who], content());
      assert.deepEqual([status, body.code], [400, 'invalid_request'], JSON.stringify(body));
    });
});

describe('of CSC: invalid_request', () => {
  const hash = [randomBytes(32).toString('base64')];
  const signing = { credentialID: '', SAD: 'x', hash, signAlgo: '1.2.840.10045.4.3.2' };
  const rows: readonly [string, object][] = [
    ['credentials/list', { pageToken: nul }],
    ['credentials/info', { credentialID: nul }],
    ['credentials/authorize', { credentialID: nul, numSignatures: 1, PIN: '482913' }],
    ['credentials/authorize', { numSignatures: 1, PIN: nul }],
    ['signatures/signHash', { ...signing, credentialID: nul }],
    ['signatures/signHash', { ...signing, credentialID: undefined, SAD: nul }],
    ['auth/login', { refresh_token: nul }],
    ['auth/revoke', { token: nul }],
  ];
  for (const [method, content] of rows)
    test(`${method} with ${JSON.stringify(content)}`.slice(0, 90), async () => {
      const { status, body } = await ask('POST', `/csc/v1/${method}`, bearers.person, { credentialID, ...content });
      assert.deepEqual([status, body.error], [400, 'invalid_request'], JSON.stringify(body));
    });
  test('auth/login with a name of HTTP Basic', async () => {
    const { status, body } = await ask('POST', '/csc/v1/auth/login', basic(nul, 'a pass phrase'), {});
    assert.deepEqual([status, body.error], [400, 'invalid_request']);
  });
});

describe('of OAuth: its own words, and never a fault of ours', () => {
  const authorize = (change: Record<string, string>) => {
    const { provider, redirectUri } = world;
    const asked = { response_type: 'code', client_id: provider.clientId, redirect_uri: redirectUri, scope: 'service' };
    return ask('GET', `/oauth2/authorize?${new URLSearchParams({ ...asked, ...change })}`, '');
  };
  for (const name of ['client_id', 'redirect_uri', 'response_type', 'scope'])
    test(`oauth2/authorize, ${name}`, async () => {
      const { status, location } = await authorize({ [name]: nul });
      assert.ok(status === 400 || new URL(location).searchParams.has('error'), `${status} ${location}`);
    });
  for (const name of ['state', 'nonce', 'lang', 'description', 'clientData', 'login_hint'])
    test(`oauth2/authorize, ${name}: the application is told invalid_request`, async () => {
      const { status, location } = await authorize({ [name]: nul });
      assert.equal(status, 303, location);
      assert.ok(location.startsWith(world.redirectUri), location);
      assert.equal(new URL(location).searchParams.get('error'), 'invalid_request');
    });
  test('oauth2/authorize, credentialID', async () => {
    const asked = {
      scope: 'credential',
      credentialID: nul,
      numSignatures: '1',
      hash: randomBytes(32).toString('base64url'),
    };
    const { location } = await authorize(asked);
    assert.equal(new URL(location).searchParams.get('error'), 'invalid_request');
  });
  test('oauth2/token: the name of a client, in the form and in the header', async () => {
    for (const [form, header] of [
      [{ client_id: nul, client_secret: 's' }, ''],
      [{}, basic(encodeURIComponent(nul), 's')],
    ] as const) {
      const { status, body } = await token({ grant_type: 'client_credentials', ...form }, header);
      assert.deepEqual([status, body.error], [400, 'invalid_request']);
    }
  });
  for (const [grant_type, name] of [
    ['authorization_code', 'code'],
    ['client_credentials', 'scope'],
    [nul, 'x'],
  ] as const)
    test(`oauth2/token, ${grant_type}: ${name}`, async () => {
      const { status } = await token({ grant_type, redirect_uri: world.redirectUri, [name]: nul }, clientBasic());
      assert.equal(status, 400);
    });
  test('oauth2/revoke, which says 204 of what it does not know', async () => {
    const { status } = await ask('POST', '/oauth2/revoke', clientBasic(), new URLSearchParams({ token: nul }));
    assert.equal(status, 204);
  });
});

describe('of the addresses of pages: a page, and no fault of ours', () => {
  for (const path of [
    'sign',
    'enrol',
    'identities',
    'deletions',
    'changes',
    'interaction',
    'terms/1',
    'login/x',
    'result',
  ])
    test(`/${path}/a%00b`, async () => {
      const { status } = await ask('GET', `/${path}/a%00b`, '');
      assert.ok(status >= 300 && status < 500, String(status));
    });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as openid from 'openid-client';
import { Browser, type Page } from '../signer/browser.ts';
import { findForm } from '../signer/html-form.ts';
import { type RunningOpenIdProvider, startOpenIdProvider } from './open-id-provider.ts';

const clients = [
  {
    clientId: 'bank',
    name: 'The Bank',
    clientSecret: 'a secret: of the bank',
    redirectUris: ['http://localhost:9/callback'],
    postLogoutRedirectUris: ['http://localhost:9/bye'],
  },
  { clientId: 'app', redirectUris: ['http://localhost:9/app'] },
  { clientId: 'approvals', redirectUris: ['http://sic.localhost:9/idp/return'], responseTypes: ['id_token'] as const },
];
const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

let folder: string;
let provider: RunningOpenIdProvider;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-openid-'));
  provider = await startOpenIdProvider({ folder, port: 0, clients });
});
after(async () => {
  await provider.close();
  rmSync(folder, { recursive: true });
});

describe('an authorization request whose destination is not sure', () => {
  for (const [why, change] of [
    ['an unknown client', { client_id: 'nobody' }],
    ['a return address with one character more', { redirect_uri: 'http://localhost:9/callback/' }],
    ['a return address with a query more', { redirect_uri: 'http://localhost:9/callback?a=b' }],
    ['no return address', { redirect_uri: undefined }],
  ] as const) {
    it(`stays on the provider's page: ${why}`, async () => {
      const answer = await ask(code(change));
      assert.deepEqual([answer.status, answer.headers.location], [400, undefined]);
    });
  }
  it('stays here when the return address is given twice', async () => {
    const url = code();
    url.searchParams.append('redirect_uri', 'http://localhost:9/callback');
    assert.equal((await ask(url)).status, 400);
  });
});

describe('an authorization request is refused at the client', () => {
  for (const [why, error, url] of [
    ['an unknown response type', 'unsupported_response_type', () => code({ response_type: 'token' })],
    [
      'a response type that is not the client’s',
      'unauthorized_client',
      () => code({ response_type: 'id_token', nonce: 'n' }),
    ],
    ['a code in the fragment', 'invalid_request', () => code({ response_mode: 'fragment' })],
    ['an ID token in the query', 'invalid_request', () => implicit({ response_mode: 'query' })],
    ['an ID token without nonce', 'invalid_request', () => implicit({ nonce: undefined })],
    ['a scope without openid', 'invalid_scope', () => code({ scope: 'profile' })],
    ['a public client without PKCE', 'invalid_request', () => app({ code_challenge: undefined })],
    ['PKCE that is plain', 'invalid_request', () => app({ code_challenge_method: 'plain' })],
    ['PKCE that is short', 'invalid_request', () => app({ code_challenge: 'short' })],
    ['a request object', 'request_not_supported', () => code({ request: 'x.y.z' })],
    ['a request by reference', 'request_uri_not_supported', () => code({ request_uri: 'https://a/b' })],
    ['an unknown prompt', 'invalid_request', () => code({ prompt: 'perhaps' })],
    ['none beside another prompt', 'invalid_request', () => code({ prompt: 'none login' })],
    ['max_age in words', 'invalid_request', () => code({ max_age: 'soon' })],
    ['prompt none and nobody logged in', 'login_required', () => code({ prompt: 'none' })],
  ] as const) {
    it(`${why}: ${error}`, async () => {
      const answer = answered(await ask(url()));
      assert.deepEqual([answer.get('error'), answer.get('state'), answer.get('iss')], [error, 's', provider.issuer]);
      assert.equal(answer.has('code') || answer.has('id_token'), false);
    });
  }
});

describe('the login form', () => {
  it('refuses a wrong password, says so, and lets the person try again', async () => {
    const { browser, page } = await loginPage(code());
    const wrong = await submit(browser, page, { password: 'wrong' });
    assert.equal(wrong.status, 401);
    assert.match(wrong.body.toString(), /Nobody was logged in/);
    assert.ok(answered(await submit(browser, wrong)).has('code'));
  });
  it('is refused from another browser', async () => {
    const { page } = await loginPage(code());
    assert.equal((await submit(new Browser(), page)).status, 403);
  });
  it('is refused without the hidden value', async () => {
    const { browser, page } = await loginPage(code());
    assert.equal((await submit(browser, page, { csrf: 'another' })).status, 403);
  });
  it('is refused from a page of another origin', async () => {
    const { browser, page } = await loginPage(code());
    const form = findForm(page.body.toString(), () => true);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' };
    const body = new URLSearchParams({ ...form?.fields, username: 'ana', password: 'ana' }).toString();
    assert.equal(
      (await browser.request(new URL('/login', provider.origin), { method: 'POST', headers, body })).status,
      403,
    );
  });
  it('works once', async () => {
    const { browser, page } = await loginPage(code());
    await submit(browser, page);
    assert.equal((await submit(browser, page)).status, 404);
  });
  it('may not be framed and holds nothing inline', async () => {
    const { page } = await loginPage(code());
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(page.body.toString(), /<script|style=|onclick/);
  });
  it('writes what it was given as text', async () => {
    const { browser, page } = await loginPage(code());
    const wrong = await submit(browser, page, { username: '"><script>alert(1)</script>' });
    assert.doesNotMatch(wrong.body.toString(), /<script>/);
  });
  it('is not served to another host name', async () => {
    const answer = await new Browser().request(new URL('/', provider.origin), { headers: { host: 'rebound.example' } });
    assert.equal(answer.status, 421);
  });
});

describe('the session', () => {
  it('spares the next login', async () => {
    const browser = await loggedIn();
    assert.ok(answered(await browser.request(code())).has('code'));
    assert.ok(answered(await browser.request(code({ prompt: 'none' }))).has('code'));
  });
  for (const [why, change] of [
    ['prompt=login', { prompt: 'login' }],
    ['max_age=0', { max_age: '0' }],
  ] as const) {
    it(`is not enough for ${why}, and the new login has a new time`, async () => {
      const browser = await loggedIn();
      const page = await browser.open(implicit(change));
      assert.equal(page.url.pathname, '/login');
      const before = Math.floor(Date.now() / 1000);
      const { payload } = read(answered(await submit(browser, page)).get('id_token') ?? '');
      assert.ok(Number(payload['auth_time']) >= before);
    });
  }
  it('is not enough when it is older than max_age, with prompt=none login_required', async () => {
    const browser = await loggedIn();
    assert.equal(
      answered(await browser.request(code({ prompt: 'none', max_age: '0' }))).get('error'),
      'login_required',
    );
  });
  it('ends at the end-session endpoint, and the browser goes back to the registered address', async () => {
    const browser = await loggedIn();
    const idToken = answered(await browser.request(code({}))).get('code') ?? '';
    const hint = await tokenOf(idToken);
    const url = new URL(
      `/end-session?${new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: 'http://localhost:9/bye', state: 'z' })}`,
      provider.origin,
    );
    assert.equal((await browser.request(url)).headers.location, 'http://localhost:9/bye?state=z');
    assert.equal((await browser.open(code())).url.pathname, '/login');
  });
  it('does not end by a mere link', async () => {
    const browser = await loggedIn();
    assert.match((await browser.request(new URL('/end-session', provider.origin))).body.toString(), /Log out\?/);
    assert.ok(answered(await browser.request(code())).has('code'));
  });
});

describe('an ID token in the fragment', () => {
  it('says who, for whom, when, how, and carries the nonce', async () => {
    const { browser, page } = await loginPage(implicit({ prompt: 'login' }));
    const location = new URL((await submit(browser, page)).headers.location ?? '');
    assert.equal(location.search, '');
    assert.equal(`${location.origin}${location.pathname}`, 'http://sic.localhost:9/idp/return');
    const { payload, header } = read(new URLSearchParams(location.hash.slice(1)).get('id_token') ?? '');
    assert.deepEqual([header['alg'], header['kid']], ['ES256', provider.jwks.keys[0]?.kid]);
    const { iat, exp, auth_time, ...claims } = payload;
    assert.ok(Number(exp) > Number(iat) && Math.abs(Number(auth_time) - Date.now() / 1000) < 5);
    assert.deepEqual(claims, {
      iss: provider.issuer,
      aud: 'approvals',
      nonce: 'n',
      acr: 'http://eidas.europa.eu/LoA/substantial',
      amr: ['pwd'],
      sub: 'person-1001',
      name: 'Ana Ruiz García',
      given_name: 'Ana',
      family_name: 'Ruiz García',
      birthdate: '1987-03-14',
      serial_number: 'PNOES-00000001R',
      country: 'ES',
      preferred_username: 'ana',
    });
  });
});

describe('the token endpoint', () => {
  it('refuses a wrong secret, in the header and in the form', async () => {
    const basic = await token({ code: await freshCode() }, `Basic ${Buffer.from('bank:wrong').toString('base64')}`);
    assert.deepEqual([basic.status, basic.error], [401, 'invalid_client']);
    const post = await token({ code: await freshCode(), client_id: 'bank', client_secret: 'wrong' }, undefined);
    assert.deepEqual([post.status, post.error], [401, 'invalid_client']);
  });
  it('refuses a confidential client that names itself without its secret', async () => {
    assert.equal((await token({ code: await freshCode(), client_id: 'bank' }, undefined)).error, 'invalid_client');
  });
  it('refuses another grant', async () => {
    assert.equal((await token({ grant_type: 'client_credentials' })).error, 'unsupported_grant_type');
  });
  it('refuses a code for another client', async () => {
    const refused = await token({ code: await freshCode(), client_id: 'app' }, undefined);
    assert.equal(refused.error, 'invalid_grant');
  });
  it('refuses another return address', async () => {
    assert.equal(
      (await token({ code: await freshCode(), redirect_uri: 'http://localhost:9/app' })).error,
      'invalid_grant',
    );
  });
  it('refuses another verifier, and none', async () => {
    assert.equal((await token({ code: await freshCode(), code_verifier: 'w'.repeat(43) })).error, 'invalid_grant');
    assert.equal((await token({ code: await freshCode(), code_verifier: undefined })).error, 'invalid_grant');
  });
  it('gives for one code once, though fifty ask at the same time', async () => {
    const given = await freshCode();
    const answers = await Promise.all(Array.from({ length: 50 }, () => token({ code: given })));
    assert.equal(answers.filter((one) => one.status === 200).length, 1);
  });
  it('ends the access token of a code that is brought again', async () => {
    const given = await freshCode();
    const { access_token: access = '' } = await token({ code: given });
    assert.equal((await userinfo(access)).status, 200);
    await token({ code: given });
    assert.equal((await userinfo(access)).status, 401);
  });
});

describe('openid-client', () => {
  it('logs in as a confidential client by discovery, with basic authentication, PKCE, nonce and userinfo', async () => {
    const config = await discover('bank', openid.ClientSecretBasic('a secret: of the bank'));
    const parameters = {
      redirect_uri: 'http://localhost:9/callback',
      scope: 'openid profile email',
      nonce: 'n',
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const { browser, page } = await loginPage(openid.buildAuthorizationUrl(config, parameters));
    const location = new URL(
      (await submit(browser, page, { username: 'mei', password: 'mei' })).headers.location ?? '',
    );
    const checks = { pkceCodeVerifier: verifier, expectedNonce: 'n', expectedState: 's', maxAge: 60 };
    const tokens = await openid.authorizationCodeGrant(config, location, checks);
    assert.equal(tokens.claims()?.['name'], 'Mei Tanaka');
    const person = await openid.fetchUserInfo(config, tokens.access_token, 'person-1003');
    assert.deepEqual([person.email, person.family_name], ['mei@example.test', 'Tanaka']);
  });
  it('logs in as a public client with PKCE', async () => {
    const config = await discover('app', openid.None());
    const parameters = {
      redirect_uri: 'http://localhost:9/app',
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const { browser, page } = await loginPage(openid.buildAuthorizationUrl(config, parameters));
    const location = new URL((await submit(browser, page)).headers.location ?? '');
    const tokens = await openid.authorizationCodeGrant(config, location, {
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    assert.equal(tokens.claims()?.sub, 'person-1001');
  });
});

describe('the key', () => {
  it('is the same after a restart, in a file that only its owner reads', async () => {
    const again = await startOpenIdProvider({ folder, port: 0, clients });
    assert.deepEqual(again.jwks, provider.jwks);
    await again.close();
    assert.equal(statSync(join(folder, 'openid-key.json')).mode & 0o777, 0o600);
  });
});

type Parameters = Readonly<Record<string, string | undefined>>;

function authorize(parameters: Parameters): URL {
  const url = new URL('/authorize', provider.origin);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function code(change: Parameters = {}): URL {
  const own = { client_id: 'bank', redirect_uri: 'http://localhost:9/callback', response_type: 'code' };
  return authorize({
    ...own,
    scope: 'openid profile',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  });
}

function app(change: Parameters): URL {
  return code({ client_id: 'app', redirect_uri: 'http://localhost:9/app', ...change });
}

function implicit(change: Parameters): URL {
  const own = { client_id: 'approvals', redirect_uri: 'http://sic.localhost:9/idp/return', response_type: 'id_token' };
  return authorize({ ...own, scope: 'openid profile', state: 's', nonce: 'n', ...change });
}

function ask(url: URL): Promise<Page> {
  return new Browser().request(url);
}

/** What the client reads: the query or the fragment of the redirect. */
function answered(page: Page): URLSearchParams {
  const url = new URL(page.headers.location ?? 'none:');
  return new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
}

async function loginPage(url: URL): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser();
  return { browser, page: await browser.open(url) };
}

/** Sends the form of the page, filled in for ana; the redirect is returned, not followed. */
function submit(browser: Browser, page: Page, change: Readonly<Record<string, string>> = {}): Promise<Page> {
  const form = findForm(page.body.toString(), () => true);
  const body = new URLSearchParams({ ...form?.fields, username: 'ana', password: 'ana', ...change }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: provider.origin };
  return browser.request(new URL('/login', provider.origin), { method: 'POST', headers, body });
}

async function loggedIn(): Promise<Browser> {
  const { browser, page } = await loginPage(code());
  await submit(browser, page);
  return browser;
}

async function freshCode(): Promise<string> {
  const { browser, page } = await loginPage(code());
  return answered(await submit(browser, page)).get('code') ?? '';
}

interface TokenAnswer {
  readonly status: number;
  readonly error?: string;
  readonly access_token?: string;
  readonly id_token?: string;
}

const bank = `Basic ${Buffer.from(`bank:${encodeURIComponent('a secret: of the bank')}`).toString('base64')}`;

async function token(change: Parameters, authorization: string | undefined = bank): Promise<TokenAnswer> {
  const own: Parameters = { grant_type: 'authorization_code', redirect_uri: 'http://localhost:9/callback' };
  const all: Parameters = { ...own, code_verifier: verifier, ...change };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) body.set(name, value);
  const headers: Record<string, string> = body.has('client_id') ? {} : { authorization };
  const answer = await fetch(`${provider.origin}/token`, { method: 'POST', headers, body });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function tokenOf(given: string): Promise<string> {
  return (await token({ code: given })).id_token ?? '';
}

function userinfo(access: string) {
  return fetch(`${provider.origin}/userinfo`, { headers: { authorization: `Bearer ${access}` } });
}

function discover(clientId: string, authentication: openid.ClientAuth): Promise<openid.Configuration> {
  const options = { execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(provider.issuer), clientId, undefined, authentication, options);
}

function read(jwt: string): { header: Record<string, unknown>; payload: Record<string, unknown> } {
  const [header, payload] = jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header ?? ''), payload: JSON.parse(payload ?? '') };
}

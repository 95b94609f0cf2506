/** What an application is given at the token endpoint and gives back: refresh tokens, revocation, and the words of each refusal. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createClient, createProvider, setAccountStatus } from '@chancery/store';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect, token, type World } from './world.test.ts';

const other = `Basic ${Buffer.from('c2:of the other').toString('base64')}`;
const [resource, elsewhere] = ['rs', 'rs2'].map(
  (name) => `Basic ${Buffer.from(`${name}:of the server`).toString('base64')}`,
) as [string, string];
let ana: Browser;

/** The tokens of Ana for `c1`, with a code of her session. */
async function tokens(world: World, scope = 'service') {
  const { verifier: code_verifier, challenge } = proofKey();
  const { url } = await ana.go(authorizeUrl(world, { scope, ...challenge }));
  const code = new URL(url).searchParams.get('code') ?? '';
  const reply = await token(world, { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return { ...reply, access_token: reply.access_token ?? '', refresh_token: reply.refresh_token ?? '' };
}

function refresh(world: World, refresh_token: string, more: Parameters<typeof token>[2] = {}, form: object = {}) {
  return token(world, { grant_type: 'refresh_token', refresh_token, ...form }, more);
}

async function lives({ authorization }: World, access?: string): Promise<boolean> {
  return (await authorization.bearer(access ?? '')) !== undefined;
}

async function revoke({ issuer }: World, form: Record<string, string>, path = '/oauth2/revoke', authorization = basic) {
  const answer = await fetch(`${issuer}${path}`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: await answer.text() };
}

/** What is said of a token to the client of these credentials. */
async function introspect({ issuer }: World, token: string, authorization: string): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ token });
  const answer = await fetch(`${issuer}/oauth2/introspect`, { method: 'POST', headers: { authorization }, body });
  return { status: answer.status, ...((await answer.json()) as object) };
}

onBothDatabases((open) => {
  before(async () => {
    const { db } = open().store;
    const more = { redirect_uris: [redirect], scope: 'openid service' };
    await createClient(db, 'c2', 'p', {
      client_id: 'c2',
      client_secret: 'of the other',
      grant_types: ['authorization_code', 'refresh_token'],
      ...more,
    });
    await createProvider(db, { id: 'p2', group_id: 'g', name: 'Other bank' });
    for (const [client_id, provider] of [
      ['rs', 'p'],
      ['rs2', 'p2'],
    ] as const)
      await createClient(db, client_id, provider, {
        client_id,
        client_secret: 'of the server',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        resource_server: true,
        scope: 'service',
      });
    ana = new Browser();
    await ana.logIn(authorizeUrl(open(), { scope: 'service', ...proofKey().challenge }));
  });

  test('scope service is renewed: each refresh token once, the next beside the next access token', async () => {
    const first = await tokens(open());
    const second = await refresh(open(), first.refresh_token);
    const third = await refresh(open(), second.refresh_token ?? '');
    assert.deepEqual([second.status, third.status, second.expires_in], [200, 200, 3600]);
    assert.equal(new Set([first, second, third].map((each) => each.refresh_token)).size, 3);
    const { account, scopes } = (await open().authorization.bearer(third.access_token ?? '')) ?? {};
    assert.deepEqual([account, scopes], ['a1', ['service']]);
  });

  test('what has no person behind it, or stands for openid alone, is not renewed', async () => {
    const alone = await token(open(), { grant_type: 'client_credentials' });
    assert.equal(alone.refresh_token, undefined);
    assert.equal((await tokens(open(), 'openid')).refresh_token, '');
  });

  test('a refresh token that comes a second time ends its grant, for whoever holds a part of it', async () => {
    const first = await tokens(open());
    const second = await refresh(open(), first.refresh_token);
    const again = await refresh(open(), first.refresh_token);
    assert.deepEqual([again.status, again.error], [400, 'invalid_grant']);
    for (const { access_token } of [first, second]) assert.equal(await lives(open(), access_token), false);
    assert.equal((await refresh(open(), second.refresh_token ?? '')).error, 'invalid_grant');
  });

  test('of fifty who bring one refresh token one is answered, and nothing of its grant lives on', async () => {
    for (let round = 0; round < 2; round++) {
      const { refresh_token, access_token } = await tokens(open());
      const fifty = Array.from({ length: 50 }, (_, instance) => refresh(open(), refresh_token, { instance }));
      const replies = await Promise.all(fifty);
      const won = replies.filter(({ status }) => status === 200);
      assert.equal(won.length, 1);
      assert.ok(replies.every(({ status, error }) => status === 200 || error === 'invalid_grant'));
      for (const access of [access_token, won[0]?.access_token]) assert.equal(await lives(open(), access), false);
      assert.equal((await refresh(open(), won[0]?.refresh_token ?? '')).error, 'invalid_grant');
    }
  });

  test('a refresh token is its client’s, its person’s, and for no more than was granted', async () => {
    const { refresh_token } = await tokens(open());
    assert.equal((await refresh(open(), refresh_token, { authorization: other })).error, 'invalid_grant');
    assert.equal((await refresh(open(), refresh_token, {}, { scope: 'service openid' })).error, 'invalid_scope');
    const authorization_details = JSON.stringify([{ type: 'credential' }]);
    const rich = await refresh(open(), refresh_token, {}, { authorization_details });
    assert.equal(rich.error, 'invalid_authorization_details');
    await setAccountStatus(open().store.db, 'a1', 'suspended');
    assert.equal((await refresh(open(), refresh_token)).error, 'invalid_grant');
    await setAccountStatus(open().store.db, 'a1', 'active');
    assert.equal((await refresh(open(), refresh_token)).status, 200);
  });

  for (const path of ['/oauth2/revoke', '/revoke', '//oauth2/revoke'])
    test(`${path}: an access token goes alone, a refresh token takes all of its grant along`, async () => {
      const first = await tokens(open());
      assert.equal((await revoke(open(), { token: first.access_token }, path)).status, 204);
      assert.equal(await lives(open(), first.access_token), false);
      const second = await refresh(open(), first.refresh_token);
      assert.equal(await lives(open(), second.access_token), true);
      assert.equal((await revoke(open(), { token: second.refresh_token ?? '' }, path)).status, 204);
      assert.equal(await lives(open(), second.access_token), false);
      const { isOver } = open().authorization;
      const over = await Promise.all([first.access_token, second.access_token ?? '', 'unknown'].map(isOver));
      assert.deepEqual(over, [true, true, false], 'whoever holds one may be told that it is over');
      assert.equal((await refresh(open(), second.refresh_token ?? '')).error, 'invalid_grant');
    });

  test('another client ends nothing, and is told nothing', async () => {
    const { access_token, refresh_token } = await tokens(open());
    for (const each of [access_token, refresh_token])
      assert.deepEqual(await revoke(open(), { token: each }, '/oauth2/revoke', other), { status: 204, body: '' });
    assert.equal(await lives(open(), access_token), true);
  });

  test('as the CSC APIs revoke: the same, of its own client and person alone', async () => {
    const { access_token, refresh_token } = await tokens(open());
    const { authorization } = open();
    for (const owner of [{ client: 'c2', account: 'a1' }, { client: 'c1', account: 'a2' }, { client: 'c1' }])
      assert.equal(await authorization.revoke(refresh_token, owner), false);
    assert.equal(await authorization.revoke(refresh_token, { client: 'c1', account: 'a1' }), true);
    assert.equal(await lives(open(), access_token), false);
  });

  test('introspection: who was given a token, and a resource server of the same provider, are told what it is worth', async () => {
    const { access_token, refresh_token } = await tokens(open());
    for (const each of [access_token, refresh_token])
      for (const authorization of [basic, resource]) {
        const { active, client_id, sub, scope, iss, ...said } = await introspect(open(), each, authorization);
        assert.deepEqual([active, client_id, sub, scope, iss], [true, 'c1', 'a1', 'service', open().issuer]);
        assert.ok(Number(said['exp']) > Number(said['iat']));
      }
    const alone = (await token(open(), { grant_type: 'client_credentials' })).access_token ?? '';
    assert.equal((await introspect(open(), alone, resource))['active'], true);
  });

  test('introspection: another client, one of another provider, and whoever asks of nothing are told that nothing is there', async () => {
    const { access_token, refresh_token } = await tokens(open());
    const inactive = { status: 200, active: false };
    for (const authorization of [other, elsewhere])
      for (const each of [access_token, refresh_token])
        assert.deepEqual(await introspect(open(), each, authorization), inactive);
    assert.deepEqual(await introspect(open(), 'unknown', basic), inactive);
    assert.equal((await introspect(open(), access_token, 'Basic eDp5'))['status'], 401);
    await setAccountStatus(open().store.db, 'a1', 'suspended');
    assert.deepEqual(await introspect(open(), access_token, basic), inactive);
    await setAccountStatus(open().store.db, 'a1', 'active');
    await revoke(open(), { token: refresh_token });
    assert.deepEqual(await introspect(open(), access_token, basic), inactive);
  });

  test('introspection: to a public client, which shows nobody who it is, not even its own token is told (RFC 7662, 2.1)', async () => {
    const own = {
      client_id: 'public',
      redirect_uris: [redirect],
      scope: 'service',
      token_endpoint_auth_method: 'none',
    };
    await createClient(open().store.db, 'public', 'p', own);
    const { verifier: code_verifier, challenge } = proofKey();
    const { url } = await ana.go(authorizeUrl(open(), { client_id: 'public', scope: 'service', ...challenge }));
    const code = new URL(url).searchParams.get('code') ?? '';
    const ask = async (path: string, form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: 'public', ...form });
      return (await (await fetch(`${open().issuer}/oauth2/${path}`, { method: 'POST', body })).json()) as object;
    };
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier };
    const { access_token = '' } = (await ask('token', form)) as { access_token?: string };
    assert.ok(await lives(open(), access_token));
    assert.deepEqual(await ask('introspect', { token: access_token }), { active: false });
    assert.equal((await introspect(open(), access_token, resource))['active'], true);
  });

  test('what an application does in its own name is its own: for a client that was given it, and never for a person', async () => {
    const { db } = open().store;
    const client_secret = 's';
    const more = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: 'accounts.read' };
    await createClient(db, 'narrow', 'p', { client_id: 'narrow', client_secret, compatibility: true, ...more });
    const authorization = `Basic ${Buffer.from('narrow:s').toString('base64')}`;
    const ask = (scope?: string) =>
      token(open(), { grant_type: 'client_credentials', ...(scope ? { scope } : {}) }, { authorization });
    const given = await ask('accounts.read');
    const { scopes, compatibility } = (await open().authorization.bearer(given.access_token ?? '')) ?? {};
    assert.deepEqual([scopes, compatibility], [['accounts.read'], true]);
    for (const scope of [undefined, 'service', 'accounts.manage', 'openid', 'nothing at all'])
      assert.equal((await ask(scope)).error, 'invalid_scope');
    const asked = await new Browser().go(authorizeUrl(open(), { scope: 'accounts.read', ...proofKey().challenge }));
    assert.equal(new URL(asked.url).searchParams.get('error'), 'invalid_scope');
  });

  test('another resource than this server is none (RFC 8707, 2)', async () => {
    const wrong = await token(open(), { grant_type: 'client_credentials', resource: 'https://elsewhere.example/' });
    assert.deepEqual([wrong.status, wrong.error], [400, 'invalid_target']);
  });

  test('//oauth2/token is the token endpoint', async () => {
    const { instances, ...world } = open();
    const reply = await token({ ...world, instances: [`${instances[0]}/`] }, { grant_type: 'client_credentials' });
    assert.equal(reply.status, 200);
  });

  const code = { grant_type: 'authorization_code', redirect_uri: redirect };
  const never = 'A'.repeat(43);
  type Case = readonly [string, Record<string, string>, string, number, string];
  const cases: readonly Case[] = [
    ['without a client', {}, '', 400, 'Missing parameter client_id'],
    ['of a client that is unknown', { client_id: 'nobody' }, '', 401, 'Invalid parameter client_id'],
    ['without its secret', { client_id: 'c1' }, '', 401, 'Client authorization required'],
    ['with another secret', { client_id: 'c1', client_secret: 'x' }, '', 401, 'Invalid parameter client_secret'],
    ['without a kind of grant', {}, basic, 400, 'Missing parameter grant_type'],
    ['of a kind that is unknown', { grant_type: 'password' }, basic, 400, 'Invalid parameter grant_type'],
    ['without its code', code, basic, 400, 'Missing parameter code'],
    ['with a code that is none', { ...code, code: 'x' }, basic, 400, 'Invalid parameter code'],
    ['with a code that is over', { ...code, code: never }, basic, 400, 'Authorization code is invalid or expired'],
    ['without its refresh token', { grant_type: 'refresh_token' }, other, 400, 'Missing parameter refresh_token'],
    [
      'with a refresh token that is none',
      { grant_type: 'refresh_token', refresh_token: never },
      other,
      400,
      'Invalid parameter refresh_token',
    ],
  ];
  for (const [name, form, authorization, status, text] of cases)
    test(`a token request ${name} is refused in CSC’s words`, async () => {
      const headers = authorization ? { authorization } : {};
      const body = new URLSearchParams(form);
      const answer = await fetch(`${open().issuer}/oauth2/token`, { method: 'POST', headers, body });
      const { error_description } = (await answer.json()) as { error_description: string };
      assert.deepEqual([answer.status, error_description], [status, text]);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    });

  test('another redirect_uri than the request had is refused in CSC’s words, and so is a revocation of nothing', async () => {
    const { verifier: code_verifier, challenge } = proofKey();
    const { url } = await ana.go(authorizeUrl(open(), { scope: 'service', ...challenge }));
    const form = { ...code, code: new URL(url).searchParams.get('code') ?? '', code_verifier };
    const wrong = await token(open(), { ...form, redirect_uri: 'http://127.0.0.1:9/other' });
    assert.deepEqual(
      [wrong.error, wrong.error_description],
      ['invalid_grant', 'redirect_uri parameter does not match'],
    );
    assert.match((await revoke(open(), {})).body, /Missing parameter token/);
  });

  test('nothing of this was an error of ours', () => {
    const errors = open().lines.filter((line) => line.includes('"level":50'));
    assert.deepEqual(errors, []);
  });
});

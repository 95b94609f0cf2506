import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openOutward } from '@chancery/connectors/revocation';
import { createClient, setAccountStatus } from '@chancery/store';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { localPath } from './index.ts';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect, token } from './world.test.ts';

test('only paths of this host are returned to', () => {
  for (const path of ['//evil.example', 'https://evil.example', '/\\evil', '\\\\evil', '', '/a b'])
    assert.equal(localPath(path), '/');
  assert.equal(localPath('/sign/x?y=1'), '/sign/x?y=1');
});

onBothDatabases(
  (open) => {
    test('a wrong secret gets no token', async () => {
      const authorization = `Basic ${Buffer.from('c1:wrong').toString('base64')}`;
      const reply = await token(open(), { grant_type: 'client_credentials', scope: 'service' }, { authorization });
      assert.deepEqual([reply.status, reply.error], [401, 'invalid_client']);
    });

    test('client credentials give an opaque token that stands for the client', async () => {
      const { authorization } = open();
      const reply = await token(open(), { grant_type: 'client_credentials', scope: 'service' });
      assert.equal(reply.status, 200, JSON.stringify(reply));
      const bearer = await authorization.bearer(reply.access_token ?? '');
      assert.deepEqual(bearer, { client: 'c1', clientName: 'Bank', group: 'g', provider: 'p', scopes: ['service'] });
      assert.equal(await authorization.bearer('unknown'), undefined);
      const without = await token(open(), { grant_type: 'client_credentials' });
      assert.deepEqual((await authorization.bearer(without.access_token ?? ''))?.scopes, ['service']);
    });

    test('a client alone is never given scope credential', async () => {
      for (const scope of ['credential', 'service credential']) {
        const reply = await token(open(), { grant_type: 'client_credentials', scope });
        assert.deepEqual([reply.status, reply.error], [400, 'invalid_scope'], scope);
      }
    });

    test('a login makes a session and returns to the path', async () => {
      const page = await new Browser().logIn(`${open().issuer}/login?return=/me`);
      assert.equal(page.text, '{"account":"a1"}');
    });

    test('a login that leads elsewhere ends at home', async () => {
      const { issuer } = open();
      const page = await new Browser().logIn(`${issuer}/login?return=//evil.example/`);
      assert.equal(new URL(page.url).origin, issuer);
    });

    test('a callback that this browser never began is refused', async () => {
      const page = await new Browser().go(`${open().issuer}/login/callback?code=x&state=y`);
      assert.equal(page.status, 403);
      assert.match(page.text, /^login-expired/);
    });

    test('a person without an account, and one whose account is suspended, are refused', async () => {
      const { issuer, store } = open();
      const start = `${issuer}/login?return=/me`;
      assert.match((await new Browser().logIn(start, 'luis')).text, /^no-account/);
      await setAccountStatus(store.db, 'a1', 'suspended');
      assert.match((await new Browser().logIn(start)).text, /^no-account/);
      await setAccountStatus(store.db, 'a1', 'active');
    });

    test('somebody who logged in as the wrong person may log in as the right one, by a login made now', async () => {
      const browser = new Browser();
      const { text } = await browser.logIn(`${open().issuer}/login?return=/me`, 'luis');
      const again = text.split('\n').at(-1);
      assert.equal(again, '/login?again&return=%2Fme');
      assert.equal((await browser.logIn(`${open().issuer}${again}`)).text, '{"account":"a1"}');
    });

    for (const query of [{ prompt: 'login' }, { max_age: '0' }]) {
      test(`${Object.keys(query)} is one act, with a session or without, and serves one request`, async () => {
        const browser = new Browser();
        const url = () => authorizeUrl(open(), { scope: 'openid service', ...query, ...proofKey().challenge });
        for (const time of ['without a session', 'with one', 'within the minute'])
          assert.match((await browser.logIn(url())).url, /\/cb\?code=/, time);
      });
    }

    test('what proves a fresh login is worth nothing to the next session', async () => {
      const { issuer } = open();
      const browser = new Browser(`${issuer}/interaction/`);
      const { url } = await browser.go(
        authorizeUrl(open(), { scope: 'service', prompt: 'login', ...proofKey().challenge }),
      );
      assert.equal((await browser.logIn(url)).url, url);
      assert.equal((await browser.go(`${issuer}/login?return=/me`)).text, '{"account":"a1"}');
      assert.match((await browser.go(url)).text, /name="password"/);
    });

    test('an authorization code is redeemed by one of fifty, whichever instance they ask, with the right verifier only', async () => {
      const browser = new Browser();
      await browser.logIn(`${open().issuer}/login?return=/me`);
      for (let round = 0; round < 4; round++) {
        const { verifier: code_verifier, challenge } = proofKey();
        const { url } = await browser.go(authorizeUrl(open(), { scope: 'openid service', ...challenge }));
        const code = new URL(url).searchParams.get('code') ?? '';
        const form = { grant_type: 'authorization_code', code, redirect_uri: redirect };
        assert.equal((await token(open(), { ...form, code_verifier: proofKey().verifier })).error, 'invalid_grant');
        const fifty = Array.from({ length: 50 }, (_, instance) =>
          token(open(), { ...form, code_verifier }, { instance }),
        );
        const replies = await Promise.all(fifty);
        assert.equal(replies.filter(({ status }) => status === 200).length, 1);
        assert.ok(replies.every(({ status, error }) => status === 200 || error === 'invalid_grant'));
      }
    });

    test('an authorization request may come as a form (OpenID Connect Core, 3.1.2.1), of a length that an address has', async () => {
      const [browser, { issuer }] = [new Browser(), open()];
      await browser.logIn(`${issuer}/login?return=/me`);
      const asked = new URL(authorizeUrl(open(), { scope: 'service', state: 'a b&c' })).searchParams;
      const page = await browser.go(`${issuer}/oauth2/authorize`, asked);
      const { code, state } = Object.fromEntries(new URL(page.url).searchParams);
      assert.deepEqual([code?.length, state], [43, 'a b&c'], page.url);
      asked.append('scope', 'openid');
      assert.match((await browser.go(`${issuer}/oauth2/authorize`, asked)).url, /must\+not\+be\+provided\+twice/);
      asked.append('login_hint', 'x'.repeat(12 * 1024));
      assert.equal((await browser.go(`${issuer}/oauth2/authorize`, asked)).status, 413);
    });

    test('an endpoint that is asked by another method says which it takes (RFC 9110, 15.5.6)', async () => {
      for (const [method, path, allow] of [
        ['GET', '/oauth2/token', 'POST'],
        ['PUT', '/oauth2/authorize', 'GET, POST'],
        ['GET', '/oauth2/pushed_authorize', 'POST'],
        ['GET', '/revoke', 'POST'],
        ['DELETE', '/oauth2/userinfo', 'GET, POST'],
        ['POST', '/.well-known/openid-configuration', 'GET'],
        ['GET', '/oauth2/nothing', null],
      ] as const) {
        const { status, headers } = await fetch(open().issuer + path, { method });
        assert.deepEqual([path, status, headers.get('allow')], [path, allow === null ? 404 : 405, allow]);
      }
    });

    test('what this server tells browsers with every answer comes with those of the OAuth server as well', async () => {
      for (const [path, status] of [
        ['/.well-known/openid-configuration', 200],
        ['/oauth2/jwks', 200],
        ['/oauth2/userinfo', 401],
        ['/oauth2/authorize?client_id=nobody', 400],
        ['/oauth2/authorize?client_id=c1&response_type=code', 303],
        ['/oauth2/token', 405],
      ] as const) {
        const answer = await fetch(open().issuer + path, { redirect: 'manual' });
        const said = ['x-content-type-options', 'content-security-policy'].map((name) => answer.headers.get(name));
        assert.deepEqual([path, answer.status, said[0]], [path, status, 'nosniff']);
        if (status !== 405) assert.match(said[1] ?? '', /frame-ancestors 'none'/);
      }
    });

    test('a page of another site reads what is public of the OAuth server, and nothing that is for an application or a person', async () => {
      const origin = 'https://evil.example';
      const asked = async (path: string, more: RequestInit = {}, headers: Record<string, string> = {}) => {
        const answer = await fetch(open().issuer + path, {
          ...more,
          headers: { origin, authorization: basic, ...headers },
        });
        return [answer.ok, answer.headers.get('access-control-allow-origin')];
      };
      const form = (body: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(body) });
      assert.deepEqual(await asked('/.well-known/openid-configuration'), [true, origin]);
      assert.deepEqual(await asked('/oauth2/jwks'), [true, origin]);
      assert.deepEqual(await asked('/oauth2/token', form({ grant_type: 'client_credentials' })), [false, null]);
      for (const path of ['introspect', 'revoke'])
        assert.deepEqual(await asked(`/oauth2/${path}`, form({ token: 'x' })), [false, null]);
      const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
      for (const path of ['/oauth2/token', '/oauth2/userinfo', '/oauth2/pushed_authorize'])
        assert.deepEqual(await asked(path, { method: 'OPTIONS' }, preflight), [false, null]);
    });

    test('a page that posts itself to the application runs its own script and no other, in no frame', async () => {
      const { headers, text } = await fetched(authorizeUrl(open(), { prompt: 'none', response_mode: 'form_post' }));
      const [, script = ''] = /<script>(.*?)<\/script>/s.exec(text) ?? [];
      const digest = createHash('sha256').update(script).digest('base64');
      const policy = headers.get('content-security-policy')?.split(/; ?/);
      assert.deepEqual(policy, [
        "default-src 'none'",
        `script-src 'sha256-${digest}'`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
    });

    test('a logout is told to the applications that want to know, once, in a token that only we could sign; to others nothing', async () => {
      const { issuer, store, lines } = open();
      const told: URLSearchParams[] = [];
      const receiver = createServer(async (request, response) => {
        told.push(new URLSearchParams((await request.toArray()).join('')));
        response.writeHead(request.url === '/moved' ? 302 : 204, { location: '/elsewhere' }).end();
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
      const common = { client_secret: 's', redirect_uris: [redirect], scope: 'openid' };
      const wanting = { backchannel_logout_uri: `${address}/out`, backchannel_logout_session_required: true };
      await createClient(store.db, 'told', 'p', { client_id: 'told', ...common, ...wanting });
      const moved = { backchannel_logout_uri: `${address}/moved` };
      await createClient(store.db, 'moved', 'p', { client_id: 'moved', ...common, ...moved });
      const browser = new Browser();
      await browser.logIn(`${issuer}/login?return=/me`);
      for (const client_id of ['told', 'moved', 'c1'])
        await browser.go(authorizeUrl(open(), { client_id, scope: 'openid', ...proofKey().challenge }));
      for (let i = 0; i < 2; i++) assert.match((await browser.go(`${issuer}/logout`)).text, /^logged-out/);
      receiver.close();
      assert.equal(told.length, 2, 'each once, and no redirect is followed');
      const { keys } = (await (await fetch(`${issuer}/oauth2/jwks`)).json()) as JSONWebKeySet;
      const tokens = told.map((form) => form.get('logout_token') ?? '');
      const claims = await Promise.all(tokens.map((one) => jwtVerify(one, createLocalJWKSet({ keys }), { issuer })));
      const { payload, protectedHeader } =
        claims.find(({ payload: { aud } }) => aud === 'told') ?? assert.fail('not told');
      assert.deepEqual([payload.sub, protectedHeader.typ, payload['nonce']], ['a1', 'logout+jwt', undefined]);
      assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} });
      assert.ok(payload.jti && typeof payload['sid'] === 'string');
      assert.equal(lines.filter((line) => line.includes('not told of a logout') && line.includes('moved')).length, 1);
    });
  },
  () => ({ outward: openOutward({ privateHosts: ['127.0.0.1'] }) }),
);

async function fetched(url: string) {
  const answer = await fetch(url, { redirect: 'manual' });
  return { headers: answer.headers, text: await answer.text() };
}

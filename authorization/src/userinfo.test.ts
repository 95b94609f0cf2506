/** What the application learns of a person beside the ID token (OpenID Connect Core 5.3): the same, and no more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setAccountStatus } from '@chancery/store';
import { authorizeUrl, Browser, onBothDatabases, proofKey, redirect, token, type World } from './world.test.ts';

/** The tokens of Ana for these scopes. */
async function tokens(world: World, scope: string) {
  const { verifier: code_verifier, challenge } = proofKey();
  const { url } = await new Browser().logIn(authorizeUrl(world, { scope, ...challenge }));
  const code = new URL(url).searchParams.get('code') ?? '';
  const reply = await token(world, { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return { access: reply.access_token ?? '', id: reply.id_token };
}

async function userinfo({ issuer }: World, access: string, method = 'GET') {
  const headers = { authorization: `Bearer ${access}` };
  const answer = await fetch(`${issuer}/oauth2/userinfo`, { method, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function claimsOf(idToken = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

onBothDatabases((open) => {
  test('a token of scope service alone is refused', async () => {
    const { access, id } = await tokens(open(), 'service');
    const { status, body } = await userinfo(open(), access);
    assert.deepEqual([status, body['error'], id], [403, 'insufficient_scope', undefined]);
  });

  test('a client that speaks for itself, and a token that is none, are refused', async () => {
    const reply = await token(open(), { grant_type: 'client_credentials' });
    for (const access of [reply.access_token ?? '', 'unknown']) {
      const { status, body } = await userinfo(open(), access);
      assert.deepEqual([status, body['error']], [401, 'invalid_token']);
    }
  });

  test('a token in the address is refused (RFC 9700, 4.3.2)', async () => {
    const { access } = await tokens(open(), 'openid');
    const answer = await fetch(`${open().issuer}/oauth2/userinfo?access_token=${access}`);
    assert.equal(answer.status, 400);
  });

  test('a token that was revoked, and one of a suspended account, are refused', async () => {
    const { access } = await tokens(open(), 'openid');
    await setAccountStatus(open().store.db, 'a1', 'suspended');
    const suspended = await userinfo(open(), access);
    await setAccountStatus(open().store.db, 'a1', 'active');
    assert.equal(await open().authorization.revoke(access, { client: 'c1', account: 'a1' }), true);
    for (const { status, body } of [suspended, await userinfo(open(), access)])
      assert.deepEqual([status, body['error']], [401, 'invalid_token']);
  });

  for (const scope of ['openid', 'openid service']) {
    test(`of a token of scope ${scope} it says who the ID token says, and nothing else`, async () => {
      const { access, id } = await tokens(open(), scope);
      const claims = claimsOf(id);
      for (const method of ['GET', 'POST']) {
        const { status, body } = await userinfo(open(), access, method);
        assert.deepEqual([status, body], [200, { sub: claims['sub'] }]);
      }
      const bearer = await open().authorization.bearer(access);
      assert.deepEqual([bearer?.account, bearer?.scopes], ['a1', scope.split(' ')]);
      assert.equal(claims['sub'], 'a1');
    });
  }
});

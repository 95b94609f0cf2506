/** `account_token` (CSC API v2.0.0.2, 8.5): the application says which account may answer. */
import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { createAccount, createClient, findIdp, setAccountStatus } from '@chancery/store';
import {
  authorizeUrl,
  Browser,
  basic,
  clientSecret,
  onBothDatabases,
  proofKey,
  redirect,
  type World,
} from './world.test.ts';

const now = () => Math.floor(Date.now() / 1000);
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

interface Made {
  readonly claims?: object;
  readonly header?: object;
  readonly key?: Buffer;
  readonly digest?: string;
}

/** As the application of `c1` makes it for the account `a1`. */
function accountToken({ claims = {}, header = {}, key, digest = 'sha256' }: Made = {}): string {
  const payload = { sub: 'a1', iat: now(), jti: randomUUID(), iss: 'Bank', azp: 'c1', ...claims };
  const signed = `${base64url({ typ: 'JWT', alg: 'HS256', ...header })}.${base64url(payload)}`;
  const secret = key ?? createHash('sha256').update(clientSecret).digest();
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
}

function asking(world: World, account_token: string, more: Record<string, string> = {}): string {
  return authorizeUrl(world, { scope: 'service', ...proofKey().challenge, account_token, ...more });
}

const answer = (url: string) => Object.fromEntries(new URL(url).searchParams);
const refused = { error: 'invalid_request', error_description: 'Invalid parameter account_token' };

onBothDatabases((open) => {
  before(async () => {
    const { db } = open().store;
    const issuer = (await findIdp(db))?.issuer ?? '';
    await createAccount(db, { id: 'a3', name: 'Mei', identity: { issuer, subject: 'person-1003' } });
    await createAccount(db, { id: 'off', name: 'Off', identity: { issuer, subject: 'nobody' } });
    await setAccountStatus(db, 'off', 'suspended');
    await createAccount(db, { id: 'far', name: 'Far', identity: { issuer: 'https://far.example', subject: 'far' } });
    const app = { redirect_uris: [redirect], scope: 'service', token_endpoint_auth_method: 'none' };
    await createClient(db, 'app', 'p', { client_id: 'app', ...app });
  });

  const wrong: readonly [string, () => string][] = [
    ['no JWT', () => 'a.b.c'],
    ['a JWT in two parts', () => accountToken().split('.').slice(0, 2).join('.')],
    ['a JWT in four', () => `${accountToken()}.x`],
    ['the secret itself as the key', () => accountToken({ key: Buffer.from(clientSecret) })],
    ['an empty key', () => accountToken({ key: Buffer.alloc(0) })],
    ['no algorithm', () => accountToken({ header: { alg: 'none' } })],
    ['another algorithm', () => accountToken({ header: { alg: 'HS512' }, digest: 'sha512' })],
    ['another client', () => accountToken({ claims: { azp: 'c2' } })],
    ['no client', () => accountToken({ claims: { azp: undefined } })],
    ['a time six minutes ago', () => accountToken({ claims: { iat: now() - 360 } })],
    ['a time in six minutes', () => accountToken({ claims: { iat: now() + 360 } })],
    ['a time that is a text', () => accountToken({ claims: { iat: `${now()}` } })],
    ['no jti', () => accountToken({ claims: { jti: undefined } })],
    ['a jti of 257 characters', () => accountToken({ claims: { jti: 'x'.repeat(257) } })],
    ['no account', () => accountToken({ claims: { sub: undefined } })],
    ['an account that is unknown', () => accountToken({ claims: { sub: 'nobody' } })],
    ['an account that the client may not know of', () => accountToken({ claims: { sub: 'far' } })],
    ['an account that is suspended', () => accountToken({ claims: { sub: 'off' } })],
    ['an account with U+0000', () => accountToken({ claims: { sub: 'a\u0000' } })],
  ];
  for (const [name, make] of wrong)
    test(`refused before anybody logs in: ${name}`, async () => {
      const { error } = answer((await new Browser().go(asking(open(), make()))).url);
      assert.equal(error, 'invalid_request');
    });

  test('a client without a secret has none', async () => {
    const account_token = accountToken({ key: Buffer.alloc(0), claims: { azp: 'app' } });
    const { error } = answer((await new Browser().go(asking(open(), account_token, { client_id: 'app' }))).url);
    assert.equal(error, 'invalid_request');
  });

  test('the account that is named answers', async () => {
    const page = await new Browser().logIn(asking(open(), accountToken()));
    assert.ok(answer(page.url)['code'], page.url);
  });

  test('somebody else who is logged in is asked to log in as who is meant, and is refused where she is not', async () => {
    const mei = () => asking(open(), accountToken({ claims: { sub: 'a3' } }));
    const browser = new Browser();
    await browser.logIn(`${open().issuer}/login?return=/me`);
    const { error, error_description = '' } = answer((await browser.logIn(mei(), 'ana')).url);
    assert.deepEqual([error, error_description.includes('another account is meant')], ['access_denied', true]);
    assert.ok(answer((await browser.logIn(mei(), 'mei')).url)['code']);
    assert.equal((await browser.go(`${open().issuer}/me`)).text, '{"account":"a3"}');
  });

  test('who must not be asked is told that a login is needed', async () => {
    const browser = new Browser();
    await browser.logIn(`${open().issuer}/login?return=/me`);
    const silent = asking(open(), accountToken({ claims: { sub: 'a3' } }), { scope: 'openid service', prompt: 'none' });
    assert.equal(answer((await browser.go(silent)).url)['error'], 'login_required');
  });

  test('it is good for one request: of fifty at once, whichever instance they ask, one goes on', async () => {
    const url = asking(open(), accountToken());
    const { issuer, instances } = open();
    const fifty = Array.from({ length: 50 }, (_, n) =>
      fetch(url.replace(issuer, instances[n % instances.length] ?? ''), { redirect: 'manual' }),
    );
    const ways = (await Promise.all(fifty)).map(({ headers }) => headers.get('location') ?? '');
    assert.equal(ways.filter((way) => way.includes('/interaction/')).length, 1);
    for (const way of ways.filter((way) => way.startsWith(redirect))) {
      const { error, error_description } = answer(way);
      assert.deepEqual({ error, error_description }, refused);
    }
  });

  test('one that was pushed is spent then, and by the one request that was', async () => {
    const account_token = accountToken();
    const form = { response_type: 'code', client_id: 'c1', redirect_uri: redirect, account_token };
    const push = async () => {
      const sent = { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams(form) };
      return (await (await fetch(`${open().issuer}/oauth2/pushed_authorize`, sent)).json()) as Record<string, string>;
    };
    const { request_uri = '' } = await push();
    assert.equal((await push())['error'], 'invalid_request');
    const query = new URLSearchParams({ client_id: 'c1', request_uri });
    const page = await new Browser().logIn(`${open().issuer}/oauth2/authorize?${query}`);
    assert.ok(answer(page.url)['code'], page.url);
  });

  test('nothing of this was an error of ours', () => {
    assert.deepEqual(
      open().lines.filter((line) => line.includes('"level":50')),
      [],
    );
  });
});

/** Requests that an application signs (RFC 9101), and applications that keep the FAPI 2.0 Security Profile. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { createClient } from '@chancery/store';
import { SignJWT } from 'jose';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect } from './world.test.ts';

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const jwks = { keys: [own, edwards, rsa].map(({ publicKey }) => publicKey.export({ format: 'jwk' })) };
const now = () => Math.floor(Date.now() / 1000);
const digest = (text: string) => createHash('sha256').update(text).digest();

function signed(claims: object, alg = 'ES256', key: KeyObject | Uint8Array = own.privateKey, header: object = {}) {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, ...header }).sign(key);
}

/** What the client `id` asks, as claims (RFC 9101, 4). */
const asked = (aud: string, id = 'signs', query: object = {}) => ({
  ...{ iss: id, aud, client_id: id, nbf: now(), exp: now() + 60 },
  ...{ response_type: 'code', redirect_uri: redirect, scope: 'service', state: 'inside', ...query },
});

type Reply = Readonly<Record<string, unknown>> & { readonly status: number };

async function post(url: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { ...((await answer.json()) as object), status: answer.status };
}

const basicOf = (id: string) => `Basic ${Buffer.from(`${id}:s`).toString('base64')}`;
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

onBothDatabases((open) => {
  before(async () => {
    const { db } = open().store;
    const common = { redirect_uris: [redirect], scope: 'openid service', jwks };
    const secret = { client_secret: digest('s').toString('base64url') };
    await createClient(db, 'signs', 'p', {
      client_id: 'signs',
      client_secret: 's',
      require_signed_request_object: true,
      ...common,
    });
    const keyed = { token_endpoint_auth_method: 'private_key_jwt', dpop_bound_access_tokens: true };
    const grants = { grant_types: ['authorization_code', 'refresh_token'], profile: 'fapi2' };
    await createClient(db, 'fapi', 'p', { client_id: 'fapi', ...keyed, ...grants, ...common });
    await createClient(db, 'lax', 'p', { client_id: 'lax', ...secret, ...grants, ...common });
  });

  const push = (form: Record<string, string>, authorization = basicOf('signs')) =>
    post(`${open().issuer}/oauth2/pushed_authorize`, form, { authorization });

  const wrong: readonly [string, (to: string) => Promise<string> | string][] = [
    ['no signature', (to) => `${base64url({ alg: 'none' })}.${base64url(asked(to))}.`],
    ['the secret, which is no key', (to) => signed(asked(to), 'HS256', digest('s'))],
    ['RS256', (to) => signed(asked(to), 'RS256', rsa.privateKey)],
    ['another key', (to) => signed(asked(to), 'ES256', strange)],
    ['another application', (to) => signed({ ...asked(to), iss: 'c1' })],
    ['another client_id', (to) => signed({ ...asked(to), client_id: 'c1' })],
    ['another audience', () => signed(asked('https://elsewhere.example'))],
    ['no audience', (to) => signed({ ...asked(to), aud: undefined })],
    ['no end', (to) => signed({ ...asked(to), exp: undefined })],
    ['an end in the past', (to) => signed({ ...asked(to), exp: now() - 60 })],
    ['an end in two hours', (to) => signed({ ...asked(to), exp: now() + 7200 })],
    ['a time to come', (to) => signed({ ...asked(to), nbf: now() + 600 })],
    ['a request in it', async (to) => signed({ ...asked(to), request: await signed(asked(to)) })],
    ['what is none', () => 'a.b.c'],
  ];
  for (const [what, make] of wrong)
    test(`a signed request is refused, pushed or not: ${what}`, async () => {
      const request = await make(open().issuer);
      const { status, error } = await push({ client_id: 'signs', request });
      assert.deepEqual([status, error], [400, 'invalid_request_object']);
      const page = await new Browser().go(authorizeUrl(open(), { client_id: 'signs', request }));
      assert.match(page.text + page.url, /invalid_request_object|request object|Request Object/i);
      assert.doesNotMatch(page.url, /[?&]code=/);
    });

  test('who signs his requests is not asked for by others: a plain one is refused', async () => {
    const plain = { response_type: 'code', client_id: 'signs', redirect_uri: redirect, scope: 'service' };
    assert.deepEqual([(await push(plain)).status, (await push(plain))['error']], [400, 'invalid_request']);
    const page = await new Browser().go(authorizeUrl(open(), { ...plain, ...proofKey().challenge }));
    assert.equal(new URL(page.url).searchParams.get('error'), 'invalid_request');
  });

  test('an application without keys signs nothing', async () => {
    const request = await signed(asked(open().issuer, 'c1'));
    assert.equal((await push({ client_id: 'c1', request }, basic))['error'], 'invalid_request_object');
  });

  for (const [alg, key] of [
    ['ES256', own.privateKey],
    ['PS256', rsa.privateKey],
    ['EdDSA', edwards.privateKey],
  ] as const)
    test(`what is signed by ${alg} counts, pushed or not, and nothing beside it`, async () => {
      const { challenge } = proofKey();
      const request = await signed(asked(open().issuer, 'signs', challenge), alg, key);
      const { status, request_uri } = await push({ client_id: 'signs', request });
      assert.equal(status, 201);
      const beside = { client_id: 'signs', scope: 'openid', state: 'outside' };
      const starts = [
        authorizeUrl(open(), { ...beside, request }),
        `${open().issuer}/oauth2/authorize?${new URLSearchParams({ client_id: 'signs', request_uri: String(request_uri) })}`,
      ];
      for (const start of starts) {
        const { searchParams } = new URL((await new Browser().logIn(start)).url);
        assert.deepEqual([searchParams.get('state'), searchParams.has('code')], ['inside', true]);
      }
    });

  const assertion = (claims: object = {}, alg = 'ES256', key = own.privateKey) =>
    signed({ iss: 'fapi', sub: 'fapi', aud: open().issuer, jti: randomUUID(), exp: now() + 60, ...claims }, alg, key);
  const proving = async (form: Record<string, string>, client_assertion?: string) => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: client_assertion ?? (await assertion()),
    ...form,
  });
  const usual = { response_type: 'code', client_id: 'fapi', redirect_uri: redirect, scope: 'openid service' };
  const pushing = async (form: Record<string, string>, proof?: string) =>
    post(`${open().issuer}/oauth2/pushed_authorize`, await proving({ ...usual, ...form }, proof));

  test('who keeps the profile is refused what is outside of it', async () => {
    const { challenge } = proofKey();
    const page = await new Browser().go(authorizeUrl(open(), { ...usual, ...challenge }));
    assert.match(page.url + page.text, /Pushed\+Authorization\+Request|Pushed Authorization Request/);
    assert.equal((await pushing({}))['error'], 'invalid_request', 'without PKCE');
    const aud = `${open().issuer}/oauth2/token`;
    for (const proof of [
      assertion({ aud }),
      assertion({ aud: [open().issuer] }),
      assertion({}, 'RS256', rsa.privateKey),
      assertion({ iat: now() + 90, exp: now() + 120 }),
    ])
      assert.equal((await pushing(challenge, await proof))['error'], 'invalid_client');
    const ofLater = async (seconds: number) => {
      const request = await signed({ ...asked(open().issuer, 'fapi', challenge), iat: now() + seconds });
      return (await pushing({ request }))['error'];
    };
    assert.deepEqual([await ofLater(5), await ofLater(90)], [undefined, 'invalid_request_object']);
    assert.equal((await pushing({ ...challenge, redirect_uri: `${redirect}/` }))['error'], 'invalid_request');
    assert.equal((await pushing({ ...challenge, redirect_uri: '' }))['error'], 'invalid_request');
    const lax = await push({ ...usual, client_id: 'lax', ...challenge }, basicOf('lax'));
    assert.ok(lax.status >= 400 && lax['request_uri'] === undefined, 'a client that was registered past the profile');
  });

  test('within the profile: a pushed request, the issuer in the answer, a code for a minute, tokens bound to a key, refreshed as they are', async () => {
    const { verifier: code_verifier, challenge } = proofKey();
    const { request_uri } = await pushing(challenge);
    const start = `${open().issuer}/oauth2/authorize?${new URLSearchParams({ client_id: 'fapi', request_uri: String(request_uri) })}`;
    const { searchParams } = new URL((await new Browser().logIn(start)).url);
    assert.equal(searchParams.get('iss'), open().issuer);
    const codes = open()
      .store.db.selectFrom('oidc_artifact')
      .select('expires_at')
      .where('model', '=', 'AuthorizationCode');
    for (const { expires_at } of await codes.execute()) assert.ok(Number(expires_at) - Date.now() <= 60_000);
    const htu = `${open().issuer}/oauth2/token`;
    const jwk = edwards.publicKey.export({ format: 'jwk' });
    const dpop = () =>
      signed({ htm: 'POST', htu, jti: randomUUID(), iat: now() }, 'EdDSA', edwards.privateKey, {
        typ: 'dpop+jwt',
        jwk,
      });
    const code = searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier };
    assert.equal((await post(htu, await proving(form)))['error'], 'invalid_grant', 'without a proof');
    const first = await post(htu, await proving(form), { dpop: await dpop() });
    assert.deepEqual([first.status, first['token_type']], [200, 'DPoP'], JSON.stringify(first));
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    for (let i = 0; i < 2; i++)
      assert.equal((await post(htu, await proving(refresh), { dpop: await dpop() })).status, 200);
    assert.equal((await post(htu, await proving(refresh)))['error'], 'invalid_grant');
  });

  test('nothing of this was an error of ours', () => {
    assert.deepEqual(
      open().lines.filter((line) => line.includes('"level":50')),
      [],
    );
  });
});

/** How clients prove who they are: with a key of their own (RFC 7523, OpenID Connect Core 9), or not at all (RFC 8252, 8.4). */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { before, test } from 'node:test';
import { createClient } from '@chancery/store';
import { authorizeUrl, Browser, clientSecret, onBothDatabases, proofKey, redirect, type World } from './world.test.ts';

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const edwards = generateKeyPairSync('ed25519');
const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const now = () => Math.floor(Date.now() / 1000);
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

type Sign = (signed: Buffer) => Buffer;
const es256 =
  (key: KeyObject): Sign =>
  (text) =>
    sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' });

function assertion(issuer: string, claims: object = {}, alg = 'ES256', made = es256(own.privateKey)): string {
  const usual = { iss: 'keyed', sub: 'keyed', aud: issuer, jti: randomUUID(), iat: now(), exp: now() + 60 };
  const signed = `${base64url({ alg })}.${base64url({ ...usual, ...claims })}`;
  return `${signed}.${made(Buffer.from(signed)).toString('base64url')}`;
}

const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

async function ask(world: World, form: Record<string, string>, { instance = 0, endpoint = 'token' } = {}) {
  const url = `${world.instances[instance % world.instances.length]}/oauth2/${endpoint}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form });
  const answer = await fetch(url, { method: 'POST', body });
  const { error = '' } = ((await answer.json()) ?? {}) as { error?: string };
  return { status: answer.status, error };
}

const keyed = (client_assertion: string) => ({ client_assertion, client_assertion_type });

onBothDatabases((open) => {
  before(async () => {
    const { db } = open().store;
    const keys = [own, rsa, edwards].map(({ publicKey }) => publicKey.export({ format: 'jwk' }));
    await createClient(db, 'keyed', 'p', {
      client_id: 'keyed',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys },
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'client_credentials'],
      scope: 'service',
    });
    await createClient(db, 'app', 'p', {
      client_id: 'app',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/cb'],
      grant_types: ['authorization_code'],
      scope: 'service',
    });
  });

  const algorithms: readonly [string, Sign][] = [
    ['ES256', es256(own.privateKey)],
    ['EdDSA', (text) => sign(null, text, edwards.privateKey)],
    ['Ed25519', (text) => sign(null, text, edwards.privateKey)],
    ['RS256', (text) => sign('sha256', text, rsa.privateKey)],
    ['PS256', (text) => sign('sha256', text, { key: rsa.privateKey, padding: 6, saltLength: 32 })],
  ];
  for (const [alg, made] of algorithms)
    test(`private_key_jwt with ${alg} proves who it is, to the issuer and to the endpoint by its name`, async () => {
      for (const aud of [open().issuer, [`${open().issuer}/oauth2/token`]]) {
        const { status } = await ask(open(), keyed(assertion(open().issuer, { aud }, alg, made)));
        assert.equal(status, 200);
      }
    });

  const hmac: Sign = (text) => createHmac('sha256', clientSecret).update(text).digest();
  const wrong: readonly [string, (issuer: string) => string][] = [
    ['another key', (to) => assertion(to, {}, 'ES256', es256(strange))],
    ['no signature', (to) => assertion(to, {}, 'none', () => Buffer.alloc(0))],
    ['a secret that everybody knows', (to) => assertion(to, {}, 'HS256', hmac)],
    ['another algorithm than it says', (to) => assertion(to, {}, 'RS256')],
    ['another issuer', (to) => assertion(to, { iss: 'c1' })],
    ['another audience', () => assertion('https://elsewhere.example')],
    ['no audience', (to) => assertion(to, { aud: undefined })],
    ['no jti', (to) => assertion(to, { jti: undefined })],
    ['no end', (to) => assertion(to, { exp: undefined })],
    ['an end in the past', (to) => assertion(to, { exp: now() - 120 })],
    ['an end in an hour', (to) => assertion(to, { exp: now() + 3600 })],
    ['the name of a client with a secret', (to) => assertion(to, { iss: 'c1', sub: 'c1' })],
  ];
  for (const [name, make] of wrong)
    test(`private_key_jwt is refused: ${name}`, async () => {
      assert.deepEqual(await ask(open(), keyed(make(open().issuer))), { status: 401, error: 'invalid_client' });
    });

  test('an assertion is spent once: of fifty at once, whichever instance they ask, one is answered', async () => {
    const form = keyed(assertion(open().issuer));
    const fifty = Array.from({ length: 50 }, (_, instance) => ask(open(), form, { instance }));
    const replies = await Promise.all(fifty);
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    assert.ok(replies.every(({ status, error }) => status === 200 || error === 'invalid_client'));
    const pushed = { ...form, response_type: 'code', redirect_uri: redirect };
    const elsewhere = await ask(open(), pushed, { endpoint: 'pushed_authorize' });
    assert.deepEqual(elsewhere, { status: 401, error: 'invalid_client' });
  });

  test('a client with a key has no secret, and none of two ways at once', async () => {
    assert.equal((await ask(open(), { client_id: 'keyed' })).error, 'invalid_client');
    const both = { ...keyed(assertion(open().issuer)), client_id: 'keyed', client_secret: 'x' };
    assert.deepEqual(await ask(open(), both), { status: 400, error: 'invalid_request' });
  });

  test('a public client has no grant of its own, and asks nobody without PKCE', async () => {
    const alone = await ask(open(), { client_id: 'app' });
    assert.deepEqual(alone, { status: 400, error: 'invalid_request' });
    const loopback = { client_id: 'app', redirect_uri: 'http://127.0.0.1:49152/cb', scope: 'service' };
    const page = await new Browser(loopback.redirect_uri).go(authorizeUrl(open(), loopback));
    assert.equal(new URL(page.url).searchParams.get('error'), 'invalid_request');
  });

  test('a native application is sent back to whichever port of its machine it listens on, and to no other path', async () => {
    const { verifier: code_verifier, challenge } = proofKey();
    const loopback = { client_id: 'app', redirect_uri: 'http://127.0.0.1:49152/cb', scope: 'service', ...challenge };
    const { url } = await new Browser(loopback.redirect_uri).logIn(authorizeUrl(open(), loopback));
    const code = new URL(url).searchParams.get('code') ?? '';
    const { client_id, redirect_uri } = loopback;
    const form = { grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier };
    assert.equal((await ask(open(), form)).status, 200);
    const other = { ...loopback, redirect_uri: 'http://127.0.0.1:49152/other' };
    assert.equal((await new Browser().go(authorizeUrl(open(), other))).status, 400);
  });

  test('nothing of this was an error of ours', () => {
    const errors = open().lines.filter((line) => line.includes('"level":50'));
    assert.deepEqual(errors, []);
  });
});

/** Pushed authorization requests (RFC 9126), and that discovery names nothing but what is there (RFC 8414). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { createClient } from '@chancery/store';
import type { SignatureApproval } from './index.ts';
import { keyTypes } from './key-request.ts';
import { credentialTypes } from './rich-request.ts';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect, token, type World } from './world.test.ts';

const sicOrigin = 'http://127.0.0.1:9/sic';
let prepared = 0;
const approval: SignatureApproval = {
  sicOrigin,
  sam: {
    prepare: async () => ({ chal: `chal-${++prepared}` }),
    status: async (chal) => ({
      state: 'activated',
      result: { sad: `sad of ${chal}`, sadExp: Math.floor(Date.now() / 1000) + 300 },
    }),
    cancel: async () => undefined,
  },
  credentials: {
    find: async () => ({ signer: 's1', key: 'key-1', keyStatus: 'enabled', signatureQualifier: 'eu_eidas_aes' }),
    newest: async () => undefined,
  },
};

const usual = { response_type: 'code', client_id: 'c1', redirect_uri: redirect, state: 's' };
const hash = Buffer.alloc(32, 7).toString('base64url');
const signature = { scope: 'credential', credentialID: 'k1', hash, numSignatures: '1' };

interface Pushed {
  readonly status: number;
  readonly error?: string;
  readonly error_description?: string;
  readonly request_uri?: string;
  readonly expires_in?: number;
}

/** Without `authorization` nothing but the client's name. */
async function push({ issuer }: World, form: Record<string, string>, authorization?: string): Promise<Pushed> {
  const headers = authorization === undefined ? {} : { authorization };
  const body = new URLSearchParams({ ...usual, ...form });
  const answer = await fetch(`${issuer}/oauth2/pushed_authorize`, { method: 'POST', headers, body });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function pushed(world: World, form: Record<string, string>): Promise<string> {
  const { status, request_uri = '', ...rest } = await push(world, form, basic);
  assert.equal(status, 201, JSON.stringify(rest));
  return `${world.issuer}/oauth2/authorize?${new URLSearchParams({ client_id: usual.client_id, request_uri })}`;
}

const model = 'PushedAuthorizationRequest';
const isCode = (url: string) => url.startsWith(redirect) && new URL(url).searchParams.has('code');

/** One GET with the cookies of a browser at any instance; where it leads. */
async function ask(browser: Browser, world: World, url: string, instance: number): Promise<string> {
  const jar = browser.cookies.get(new URL(world.issuer).host) ?? new Map<string, string>();
  const headers = { cookie: [...jar].map((pair) => pair.join('=')).join('; ') };
  const origin = world.instances[instance % world.instances.length] ?? '';
  const answer = await fetch(url.replace(world.issuer, origin), { redirect: 'manual', headers });
  return answer.headers.get('location') ?? `${answer.status}`;
}

async function loggedIn(world: World, ...stopAt: string[]): Promise<Browser> {
  const browser = new Browser(...stopAt);
  await browser.logIn(authorizeUrl(world, { scope: 'service', ...proofKey().challenge }));
  return browser;
}

function redeem(world: World, back: string, code_verifier: string) {
  const code = new URL(back).searchParams.get('code') ?? '';
  return token(world, { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier });
}

onBothDatabases(
  (open) => {
    before(async () => {
      const { db } = open().store;
      const others = { redirect_uris: [redirect], scope: 'openid service credential' };
      const client_secret = 'of the other';
      await createClient(db, 'c2', 'p', { client_id: 'c2', client_secret, ...others });
      await createClient(db, 'app', 'p', { client_id: 'app', token_endpoint_auth_method: 'none', ...others });
      await createClient(db, 'login', 'p', { client_id: 'login', client_secret, ...others, scope: 'openid' });
    });

    test('a confidential client that does not authenticate is refused, whatever it pushes', async () => {
      const wrong = `Basic ${Buffer.from('c1:wrong').toString('base64')}`;
      for (const authorization of [undefined, wrong]) {
        const reply = await push(open(), { scope: 'service' }, authorization);
        assert.deepEqual([reply.status, reply.error, reply.request_uri], [401, 'invalid_client', undefined]);
      }
    });

    const wrong: readonly [string, Record<string, string>, string][] = [
      ['an address that is not registered', { redirect_uri: 'https://evil.example/cb' }, 'invalid_request'],
      ['a request_uri of its own', { request_uri: 'urn:x' }, 'request_uri_not_supported'],
      ['a request object', { request: 'e30.e30.' }, 'invalid_request_object'],
      ['another kind of answer', { response_type: 'id_token' }, 'unsupported_response_type'],
      ['PKCE in the clear', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
      ['scope credential without a hash', { ...signature, hash: '' }, 'invalid_request'],
      [
        'authorization_details of an unknown type',
        { authorization_details: '[{"type":"x"}]' },
        'invalid_authorization_details',
      ],
      ['scope credential beside service', { ...signature, scope: 'service credential' }, 'invalid_scope'],
      ['an account_token', { ...signature, account_token: 'a.b.c' }, 'invalid_request'],
    ];
    for (const [name, form, error] of wrong) {
      test(`is refused when it is pushed: ${name}`, async () => {
        const reply = await push(open(), { scope: 'service', ...form }, basic);
        assert.deepEqual([reply.status, reply.error], [400, error], JSON.stringify(reply));
      });
    }

    test('a public client pushes with PKCE only', async () => {
      const refused = await push(open(), { client_id: 'app', scope: 'service' });
      assert.deepEqual([refused.status, refused.error], [400, 'invalid_request']);
      const form = { client_id: 'app', scope: 'service', ...proofKey().challenge };
      assert.equal((await push(open(), form)).status, 201);
    });

    test('what another client pushed, and what nobody did, gives no code', async () => {
      const browser = await loggedIn(open());
      const url = await pushed(open(), { scope: 'service', ...proofKey().challenge });
      const unknown = `${url.slice(0, url.lastIndexOf('%3A'))}%3Aunknown`;
      for (const other of [url.replace('client_id=c1', 'client_id=c2'), unknown])
        assert.ok(!isCode((await browser.go(other)).url), other);
      assert.ok(isCode((await browser.go(url)).url), 'its own client still may');
    });

    test('scope service: what was pushed counts, whatever else stands in the address', async () => {
      const { verifier, challenge } = proofKey();
      const url = await pushed(open(), { scope: 'service', ...challenge });
      const browser = await loggedIn(open());
      const page = await browser.go(`${url}&state=other&scope=credential&redirect_uri=https://evil.example/`);
      assert.equal(new URL(page.url).searchParams.get('state'), 's');
      const reply = await redeem(open(), page.url, verifier);
      assert.deepEqual([reply.status, reply.token_type], [200, 'Bearer']);
      assert.deepEqual((await open().authorization.bearer(reply.access_token ?? ''))?.scopes, ['service']);
    });

    test('without a scope service is meant, pushed or not, but not for a client that may not have it', async () => {
      const browser = await loggedIn(open());
      for (const way of [pushed, async (world: World, form: Record<string, string>) => authorizeUrl(world, form)]) {
        const { verifier, challenge } = proofKey();
        const page = await browser.go(await way(open(), challenge));
        const reply = await redeem(open(), page.url, verifier);
        assert.deepEqual((await open().authorization.bearer(reply.access_token ?? ''))?.scopes, ['service']);
      }
      const authorization = `Basic ${Buffer.from('login:of the other').toString('base64')}`;
      const reply = await push(open(), { client_id: 'login' }, authorization);
      assert.deepEqual([reply.status, reply.error], [400, 'invalid_scope']);
    });

    test('scope credential: the signer approves what was pushed, once', async () => {
      const { verifier, challenge } = proofKey();
      const url = await pushed(open(), { ...signature, ...challenge });
      const browser = await loggedIn(open(), sicOrigin);
      assert.match((await browser.go(url)).url, /\/approve\/chal-/);
      const interaction = `${open().issuer}/interaction/${await lastInteraction(open())}/approved`;
      const reply = await redeem(open(), (await browser.go(interaction)).url, verifier);
      assert.equal(reply.status, 200, JSON.stringify(reply));
      assert.equal((await open().authorization.sadOfToken(reply.access_token ?? ''))?.credentialID, 'k1');
      assert.ok(!isCode((await browser.go(url)).url), 'a second time there is nothing');
    });

    test('authorization_details may be pushed, without a scope, and are approved as they were', async () => {
      const { verifier, challenge } = proofKey();
      const authorization_details = JSON.stringify([
        { type: 'credential', credentialID: 'k1', documentDigests: [{ hash }] },
      ]);
      const browser = await loggedIn(open(), sicOrigin);
      assert.match(
        (await browser.go(await pushed(open(), { authorization_details, ...challenge }))).url,
        /\/approve\//,
      );
      const interaction = `${open().issuer}/interaction/${await lastInteraction(open())}/approved`;
      const reply = await redeem(open(), (await browser.go(interaction)).url, verifier);
      assert.deepEqual([reply.status, reply.scope, reply.authorization_details?.length], [200, 'credential', 1]);
      const authorization = `Basic ${Buffer.from('login:of the other').toString('base64')}`;
      const refused = await push(open(), { client_id: 'login', authorization_details }, authorization);
      assert.deepEqual([refused.status, refused.error], [400, 'invalid_scope']);
    });

    test('of a thousand hashes', async () => {
      const many = Array.from({ length: 1000 }, (_, n) => createHash('sha256').update(`${n}`).digest('base64url'));
      const form = { ...signature, hash: many.join(','), numSignatures: '1000' };
      assert.equal((await push(open(), form, basic)).status, 201);
    });

    test('one request_uri is redeemed by one of fifty, whichever instance they ask', async () => {
      const browser = await loggedIn(open());
      for (let round = 0; round < 4; round++) {
        const url = await pushed(open(), { scope: 'service', ...proofKey().challenge });
        const ways = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(browser, open(), url, n)));
        assert.equal(ways.filter(isCode).length, 1, ways.join('\n'));
      }
    });

    test('of the interactions that began with one request_uri one ends in a code, also when its minute is over', async () => {
      const { verifier, challenge } = proofKey();
      const url = await pushed(open(), { ...signature, ...challenge });
      const begun = [];
      for (const browser of [await loggedIn(open(), sicOrigin), await loggedIn(open(), sicOrigin)]) {
        await browser.go(url);
        begun.push({ browser, uid: await lastInteraction(open()) });
      }
      await aged(open(), 61);
      const pages = [];
      for (const { browser, uid } of begun)
        pages.push(await browser.go(`${open().issuer}/interaction/${uid}/approved`));
      assert.deepEqual(
        pages.map((page) => isCode(page.url)),
        [true, false],
      );
      assert.equal((await redeem(open(), pages[0]?.url ?? '', verifier)).status, 200);
    });

    test('an interaction whose request is not known any more ends without a code', async () => {
      const browser = await loggedIn(open(), sicOrigin);
      await browser.go(await pushed(open(), { ...signature, ...proofKey().challenge }));
      const uid = await lastInteraction(open());
      await aged(open(), 7 * 24 * 3600);
      const page = await browser.go(`${open().issuer}/interaction/${uid}/approved`);
      assert.ok(!isCode(page.url), page.url);
    });

    test('a request_uri lies in the database by its digest alone', async () => {
      const url = await pushed(open(), { scope: 'service', ...proofKey().challenge });
      const id = new URL(url).searchParams.get('request_uri')?.split(':').at(-1) ?? '';
      const rows = await open().store.db.selectFrom('oidc_artifact').selectAll().execute();
      assert.ok(id.length > 20 && !JSON.stringify(rows).includes(id));
    });

    test('discovery names what is there: every endpoint answers, and nothing is announced that nobody would get', async () => {
      const { issuer } = open();
      for (const name of ['openid-configuration', 'oauth-authorization-server']) {
        const said = (await (await fetch(`${issuer}/.well-known/${name}`)).json()) as Record<string, unknown>;
        assert.equal(said['pushed_authorization_request_endpoint'], `${issuer}/oauth2/pushed_authorize`);
        assert.deepEqual(said['response_types_supported'], ['code']);
        assert.deepEqual(said['authorization_details_types_supported'], [...credentialTypes, ...keyTypes]);
        const grants = ['authorization_code', 'client_credentials', 'refresh_token'];
        assert.deepEqual((said['grant_types_supported'] as string[]).toSorted(), grants);
        assert.equal(said['tls_client_certificate_bound_access_tokens'], undefined);
        const methods = said['token_endpoint_auth_methods_supported'] as string[];
        const proving = methods.filter((method) => method !== 'none');
        assert.deepEqual(said['revocation_endpoint_auth_methods_supported'], methods);
        assert.deepEqual(said['introspection_endpoint_auth_methods_supported'], proving);
        for (const [member, url] of Object.entries(said).filter(([member]) => /_(endpoint|uri)$/.test(member)))
          assert.ok(await isThere(String(url)), `${member} ${url}`);
      }
    });

    test('nothing of this was an error of ours', () => {
      const errors = open().lines.filter((line) => line.includes('"level":50'));
      assert.deepEqual(errors, []);
    });
  },
  () => ({ approval }),
);

async function isThere(url: string): Promise<boolean> {
  const answers = await Promise.all(['GET', 'POST'].map((method) => fetch(url, { method, redirect: 'manual' })));
  return answers.some(({ status }) => status !== 404);
}

async function lastInteraction({ store }: World): Promise<string> {
  const query = store.db.selectFrom('credential_authorization').select('uid').orderBy('created_at', 'desc');
  return (await query.limit(1).executeTakeFirstOrThrow()).uid;
}

/** As if what is pushed had been here for so many seconds more. */
async function aged({ store: { db } }: World, seconds: number): Promise<void> {
  const rows = db.selectFrom('oidc_artifact').select(['id', 'expires_at']).where('model', '=', model);
  for (const { id, expires_at } of await rows.execute()) {
    const earlier = new Date((expires_at?.getTime() ?? 0) - seconds * 1000);
    await db.updateTable('oidc_artifact').set({ expires_at: earlier }).where('id', '=', id).execute();
  }
}

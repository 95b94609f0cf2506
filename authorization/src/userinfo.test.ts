/** What the application learns of a person beside the ID token (OpenID Connect Core 5.3): the same, and no more. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createClient, dataDecided, setAccountStatus } from '@chancery/store';
import { answer, questionOn, release, standingOn } from './release.test.ts';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect, token, type World } from './world.test.ts';

const eidas = 'http://eidas.europa.eu/LoA/';
const low = { eidas: 'low', nist: 'AAL1', iso29115: 'LoA2' };
const substantial = { eidas: 'substantial', nist: 'AAL2', iso29115: 'LoA3' };

/** As if Ana had logged in by another class. */
async function becomes({ store: { db } }: World, acr: string, auth_time?: Date): Promise<void> {
  const set = { acr, ...(auth_time ? { auth_time } : {}) };
  await db.updateTable('session').set(set).where('account_id', '=', 'a1').execute();
}

/** The tokens of Ana for these scopes; she logs in where she is asked to. */
async function tokens(world: World, scope: string, browser = new Browser(), query: Record<string, string> = {}) {
  const { verifier: code_verifier, challenge } = proofKey();
  const start = authorizeUrl(world, { scope, ...challenge, ...query });
  const page = await browser.go(start);
  const { url } = page.url.startsWith(redirect) ? page : await browser.logIn(start);
  const code = new URL(url).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier };
  const authorization = query['client_id']
    ? `Basic ${Buffer.from(`${query['client_id']}:s`).toString('base64')}`
    : basic;
  const reply = await token(world, form, { authorization });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return { access: reply.access_token ?? '', id: reply.id_token, refresh: reply.refresh_token ?? '' };
}

async function userinfo({ issuer }: World, access: string, method = 'GET') {
  const headers = { authorization: `Bearer ${access}` };
  const answer = await fetch(`${issuer}/oauth2/userinfo`, { method, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function claimsOf(idToken = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

onBothDatabases(
  (open) => {
    test('a token of scope service alone is refused', async () => {
      const { access, id } = await tokens(open(), 'service');
      const { status, body } = await userinfo(open(), access);
      assert.deepEqual([status, body['error'], id], [403, 'insufficient_scope', undefined]);
    });

    test('who sends a nonce and names no openid, as libraries for native applications do, gets both back', async () => {
      const { access, id } = await tokens(open(), 'service', new Browser(), { nonce: 'n-4711' });
      assert.equal(claimsOf(id)['nonce'], 'n-4711');
      assert.deepEqual((await open().authorization.bearer(access))?.scopes, ['openid', 'service']);
      assert.equal((await userinfo(open(), access)).body['sub'], 'a1');
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
          const { sub, acr, amr, auth_time, level } = claims;
          assert.deepEqual([status, body], [200, { sub, acr, amr, auth_time, level }]);
        }
        const bearer = await open().authorization.bearer(access);
        assert.deepEqual([bearer?.account, bearer?.scopes], ['a1', scope.split(' ')]);
        const { sub, acr, amr, level } = claims;
        const expected = { sub: 'a1', acr: `${eidas}substantial`, amr: ['pwd'], level: substantial };
        assert.deepEqual({ sub, acr, amr, level }, expected);
        assert.ok(Math.abs(Number(claims['auth_time']) - Date.now() / 1000) < 60);
      });
    }

    test('what an earlier login was worth is not said of a later one, nor of what is renewed', async () => {
      const browser = new Browser();
      await tokens(open(), 'openid', browser);
      await becomes(open(), `${eidas}low`);
      const { access, id, refresh } = await tokens(open(), 'openid service', browser);
      const renewed = await token(open(), { grant_type: 'refresh_token', refresh_token: refresh });
      const told = [claimsOf(id), claimsOf(renewed.id_token), (await userinfo(open(), access)).body];
      for (const { acr, level } of told) assert.deepEqual([acr, level], [`${eidas}low`, low]);
    });

    test('a class that is not reached is reached by a login, in the same visit (RFC 9470, 4)', async () => {
      const browser = new Browser();
      await tokens(open(), 'openid', browser);
      await becomes(open(), `${eidas}low`);
      for (const acr_values of ['urn:mfa AAL2', `${eidas}substantial`, 'low']) {
        const { id } = await tokens(open(), 'openid', browser, { acr_values });
        assert.equal(claimsOf(id)['acr'], `${eidas}substantial`, acr_values);
      }
    });

    test('an application that wants more of logins is told what a token lacks, until a login brings it (RFC 9470, 3)', async () => {
      const { store, authorization } = open();
      await createClient(store.db, 'strict', 'p', {
        client_id: 'strict',
        client_secret: 's',
        redirect_uris: [redirect],
        scope: 'openid service',
        required_acr_values: [`${eidas}substantial`],
        required_max_age: 60,
      });
      const [browser, client] = [new Browser(), { client_id: 'strict' }];
      const lacking = async (query: Record<string, string>, scope = 'openid service') =>
        (await authorization.bearer((await tokens(open(), scope, browser, { ...client, ...query })).access))?.lacking;
      assert.equal(await lacking({}), undefined);
      const demanded = { acrValues: [`${eidas}substantial`], maxAge: 60 };
      await becomes(open(), `${eidas}low`);
      assert.deepEqual(await lacking({}), demanded);
      // With the scopes that it had, as the challenge is answered by who knows no OpenID Connect.
      assert.equal(await lacking({ acr_values: demanded.acrValues.join(' ') }, 'service'), undefined);
      await becomes(open(), `${eidas}substantial`, new Date(Date.now() - 120_000));
      assert.deepEqual(await lacking({}), demanded);
      assert.equal(await lacking({ max_age: '60' }), undefined);
      assert.equal((await authorization.bearer((await tokens(open(), 'service')).access))?.lacking, undefined);
    });

    test('a class that the identity provider does not reach is told so, and nothing is granted (RFC 9470, 5)', async () => {
      const browser = new Browser();
      await tokens(open(), 'openid', browser);
      for (const acr_values of [`${eidas}high`, 'urn:unknown']) {
        const url = authorizeUrl(open(), { scope: 'openid', acr_values, ...proofKey().challenge });
        for (const page of [await browser.logIn(url), await browser.go(`${url}&prompt=none`)]) {
          const { searchParams } = new URL(page.url);
          const { error, code } = Object.fromEntries(searchParams) as { error?: string; code?: string };
          assert.deepEqual([error, code], ['unmet_authentication_requirements', undefined], acr_values);
        }
      }
    });

    describe('personal data', () => {
      const scope = 'openid profile';
      const knows = { client_id: 'knows' };
      before(async () => {
        const purpose = { en: 'To write to you.' };
        const own = { client_secret: 's', redirect_uris: [redirect], data_purpose: purpose };
        for (const client_id of ['knows', 'other'])
          await createClient(open().store.db, client_id, 'p', {
            ...own,
            client_id,
            scope: `${scope} person_identifier`,
          });
      });

      const redeemed = async (page: { url: string }, verifier: string, client = 'knows') => {
        const code = new URL(page.url).searchParams.get('code') ?? '';
        const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
        const authorization = `Basic ${Buffer.from(`${client}:s`).toString('base64')}`;
        const reply = await token(open(), form, { authorization });
        assert.equal(reply.status, 200, JSON.stringify(reply));
        return (await userinfo(open(), reply.access_token ?? '')).body;
      };
      const start = (query: Record<string, string>) => {
        const { verifier, challenge } = proofKey();
        return { verifier, url: authorizeUrl(open(), { scope, ...knows, ...challenge, ...query }) };
      };

      test('is told as far as she released it, and she is asked again only when more is asked', async () => {
        const browser = new Browser();
        const first = start({ scope: `${scope} constructor` });
        const page = await browser.logIn(first.url);
        const { clientName, group, purpose, claims } = questionOn(page);
        assert.deepEqual([clientName, group, purpose], ['Bank', 'g', { en: 'To write to you.' }]);
        assert.deepEqual(
          claims.map(({ claim, value, released }) => [claim, value, released]),
          [
            ['name', 'Ana Ruiz García', false],
            ['given_name', 'Ana', false],
            ['family_name', 'Ruiz García', false],
          ],
        );
        const told = await redeemed(await answer(browser, page, 'given_name', 'person_identifier'), first.verifier);
        assert.deepEqual(
          [told['sub'], told['name'], told['given_name'], told['family_name']],
          ['a1', undefined, 'Ana', undefined],
        );
        const again = start({});
        assert.equal((await redeemed(await browser.go(again.url), again.verifier))['given_name'], 'Ana');
        const more = start({ scope: `${scope} person_identifier` });
        const asked = await browser.go(more.url);
        assert.deepEqual(questionOn(asked).claims, [{ claim: 'person_identifier', released: false }]);
        const { given_name, name, person_identifier } = await redeemed(await answer(browser, asked), more.verifier);
        assert.deepEqual([given_name, name, person_identifier], ['Ana', undefined, undefined]);
        const elsewhere = await browser.go(start({ client_id: 'other' }).url);
        assert.equal(questionOn(elsewhere).claims.length, 3, 'what one application may know is nothing to another');
        const anew = start({ prompt: 'consent' });
        const repeated = await browser.go(anew.url);
        assert.deepEqual(
          questionOn(repeated).claims.map(({ released }) => released),
          [false, true, false],
        );
        const changed = await redeemed(await answer(browser, repeated, 'name'), anew.verifier);
        assert.deepEqual([changed['name'], changed['given_name']], ['Ana Ruiz García', undefined]);
        const standing = `${open().issuer}/data-release`;
        assert.deepEqual(standingOn(await browser.go(standing)).releases, [
          { client: 'knows', name: 'Bank', claims: ['name'] },
        ]);
        const taken = standingOn(await browser.go(standing, new URLSearchParams({ client: 'knows' })));
        assert.deepEqual([taken.releases, taken.takenBack], [[], true]);
        const afterwards = start({});
        assert.equal((await redeemed(await browser.go(afterwards.url), afterwards.verifier))['name'], undefined);
        const nothing = await browser.go(standing, new URLSearchParams({ client: 'other' }));
        assert.equal(standingOn(nothing).takenBack, false);
      });

      test('is decided by her own page alone: not from another site, by somebody else, or where nobody must be asked', async () => {
        const browser = new Browser();
        const page = await browser.logIn(start({ client_id: 'other' }).url);
        const at = new URL(questionOn(page).action, page.url);
        const post = (headers: Record<string, string>) =>
          fetch(at, { method: 'POST', body: new URLSearchParams({ claim: 'name' }), headers, redirect: 'manual' });
        const cookie = [...(browser.cookies.get(at.host) ?? [])].map((pair) => pair.join('=')).join('; ');
        for (const headers of [
          {},
          { cookie, origin: 'https://evil.example' },
          { cookie, origin: 'null' },
          { cookie, 'sec-fetch-site': 'cross-site' },
          { cookie: cookie.replace(/chancery_session=[^;]+/, '') },
        ])
          assert.equal((await post(headers as Record<string, string>)).status, 400, JSON.stringify(headers));
        const standing = new URL('/data-release', at);
        const takeBack = {
          method: 'POST',
          body: new URLSearchParams({ client: 'other' }),
          redirect: 'manual',
        } as const;
        const foreign = { cookie, origin: 'https://evil.example' };
        assert.equal((await fetch(standing, { ...takeBack, headers: foreign })).status, 400);
        for (const nobody of [await fetch(standing, takeBack), await fetch(standing, { redirect: 'manual' })])
          assert.match(`${nobody.status} ${nobody.headers.get('location')}`, /^303 .*response_type=code/);
        const skipped = await browser.go(`${page.url.replace(/\?.*/, '')}/released`);
        assert.equal(questionOn(skipped).claims.length, 3);
        const silent = await browser.go(start({ client_id: 'other', prompt: 'none' }).url);
        assert.equal(new URL(silent.url).searchParams.get('error'), 'consent_required');
        assert.equal((await dataDecided(open().store.db, 'a1', 'other')).size, 0);
      });
    });
  },
  () => ({ release }),
);

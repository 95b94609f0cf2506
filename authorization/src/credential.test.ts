import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consumeArtifact, createClient, setAccountStatus } from '@chancery/store';
import type { SignatureApproval } from './index.ts';
import { answer, questionOn, release } from './release.test.ts';
import { credentialTypes } from './rich-request.ts';
import { authorizeUrl, Browser, basic, onBothDatabases, proofKey, redirect, token, type World } from './world.test.ts';

const sicOrigin = 'http://127.0.0.1:9/sic';
type Challenge = Parameters<SignatureApproval['sam']['prepare']>[0];
type Status = Awaited<ReturnType<SignatureApproval['sam']['status']>>;

const rank = 'eu_eidas_aes';
/** What the SAM would say; the tests decide what the signer does. */
const asked: Challenge[] = [];
const statuses = new Map<string, Status>();
const approval: SignatureApproval = {
  sicOrigin,
  sam: {
    prepare: async (request) => {
      const chal = `chal-${asked.push(request)}`;
      statuses.set(chal, { state: 'open' });
      return { chal };
    },
    status: async (chal) => statuses.get(chal) ?? { state: 'expired' },
    cancel: async (chal) => {
      if (statuses.get(chal)?.state === 'open') statuses.set(chal, { state: 'cancelled' });
    },
  },
  credentials: {
    find: async (account, id) =>
      account === 'a1' && ['k1', 'off'].includes(id)
        ? { signer: 's1', key: 'key-1', keyStatus: id === 'off' ? 'disabled' : 'enabled', signatureQualifier: rank }
        : undefined,
    newest: async (account, qualifier) => (account === 'a1' && qualifier === rank ? 'k1' : undefined),
  },
};

const hash = Buffer.alloc(32, 7).toString('base64url');
const other = Buffer.alloc(32, 8).toString('base64url');
const usual = { scope: 'credential', credentialID: 'k1', hash: `${hash},${other}`, numSignatures: '2' };

/** Logs in and arrives before the approval page. */
async function toApproval(world: World, query: Record<string, string> = {}) {
  const { verifier, challenge } = proofKey();
  const browser = new Browser(sicOrigin);
  const page = await browser.logIn(authorizeUrl(world, { ...usual, ...challenge, ...query }));
  return { browser, page, verifier, chal: page.url.split('/').pop() ?? '' };
}

function decide(chal: string, state: Status['state']): string {
  const sadExp = Math.floor(Date.now() / 1000) + 300;
  statuses.set(chal, state === 'activated' ? { state, result: { sad: `sad of ${chal}`, sadExp } } : { state });
  return asked[Number(chal.split('-')[1]) - 1]?.returnUrl ?? '';
}

function redeem(world: World, back: string, code_verifier: string, more: Record<string, string> = {}) {
  const code = new URL(back).searchParams.get('code') ?? '';
  return token(world, { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier, ...more });
}

const oid = '2.16.840.1.101.3.4.2.1';
const inSnakeCase = { credential_id: 'k1', hashes: hash, hash_algorithm_oid: oid, num_signatures: '1' };
/** Without what `usual` asks for in plain parameters. */
const none = { scope: '', credentialID: '', hash: '', numSignatures: '' };
const contract = { type: credentialTypes[0], credentialID: 'k1', documentDigests: [{ hash, label: 'Lease' }] };

function details(change: object = {}): { readonly authorization_details: string } {
  return { authorization_details: JSON.stringify([{ ...contract, ...change }]) };
}

onBothDatabases(
  (open) => {
    test('an approved request gives a token of type SAD, bound to what the SAM issued', async () => {
      const world = open();
      const { browser, page, verifier, chal } = await toApproval(world, { description: 'Lease\u0007', lang: 'es' });
      assert.equal(page.url, `${sicOrigin}/approve/${chal}`);
      const challenge = asked.at(-1);
      assert.deepEqual(challenge?.dtbsr, [hash, other]);
      assert.deepEqual([challenge?.key, challenge?.hashOid, challenge?.group], ['key-1', 'sha256', 'g']);
      assert.equal(challenge?.display[0]?.label, 'Lease  (1)');
      const back = await browser.go(decide(chal, 'activated'));
      const reply = await redeem(world, back.url, verifier);
      assert.deepEqual([reply.status, reply.token_type, reply.expires_in], [200, 'SAD', 300]);
      const expected = { sad: `sad of ${chal}`, credentialID: 'k1', client: 'c1' };
      assert.deepEqual(await world.authorization.sadOfToken(reply.access_token ?? ''), expected);
      const bearer = await world.authorization.bearer(reply.access_token ?? '');
      assert.deepEqual([bearer?.account, bearer?.scopes, bearer?.credentialID], ['a1', ['credential'], 'k1']);
    });

    test('a second request asks the signer again', async () => {
      const world = open();
      const { browser, chal } = await toApproval(world);
      await browser.go(decide(chal, 'activated'));
      const next = await browser.go(authorizeUrl(world, { ...usual, ...proofKey().challenge }));
      assert.match(next.url, /\/approve\/chal-/);
      assert.notEqual(next.url.split('/').pop(), chal);
    });

    test('the service token of an application and the SADs of several approvals live side by side', async () => {
      const world = open();
      const { browser, verifier, chal } = await toApproval(world);
      const sad = await redeem(world, (await browser.go(decide(chal, 'activated'))).url, verifier);
      const service = proofKey();
      const asked = await browser.go(authorizeUrl(world, { scope: 'service', ...service.challenge }));
      const bearer = await redeem(world, asked.url, service.verifier);
      const next = proofKey();
      const { url } = await browser.go(authorizeUrl(world, { ...usual, ...next.challenge }));
      const other = await redeem(
        world,
        (await browser.go(decide(url.split('/').pop() ?? '', 'activated'))).url,
        next.verifier,
      );
      assert.deepEqual((await world.authorization.bearer(bearer.access_token ?? ''))?.scopes, ['service']);
      for (const { access_token } of [sad, other])
        assert.equal((await world.authorization.sadOfToken(access_token ?? ''))?.credentialID, 'k1');
    });

    const words: readonly [string, Record<string, string>, string][] = [
      ['hashes of v2', { hash: '', hashes: hash, hashAlgorithmOID: oid, numSignatures: '1' }, 'Bearer'],
      ['hash of v1 and the algorithm of v2', { hashAlgorithmOID: oid }, 'SAD'],
      ['both', { hashes: 'none' }, 'SAD'],
      ['names in snake case', { ...none, scope: 'credential', ...inSnakeCase }, 'Bearer'],
    ];
    for (const [name, query, type] of words) {
      test(`who asks with ${name} is given a token of type ${type}, worth the same`, async () => {
        const world = open();
        const { browser, verifier, chal } = await toApproval(world, query);
        const reply = await redeem(world, (await browser.go(decide(chal, 'activated'))).url, verifier);
        assert.deepEqual([reply.status, reply.token_type, reply.expires_in], [200, type, 300]);
        assert.equal((await world.authorization.sadOfToken(reply.access_token ?? ''))?.sad, `sad of ${chal}`);
      });
    }

    const rich: readonly [string, Record<string, string>, string][] = [
      ['by itself', { scope: '' }, credentialTypes[0]],
      ['beside scope credential, as wallets do', { scope: 'credential' }, credentialTypes[0]],
      ['by the name of v2.0', { scope: '' }, 'credential'],
      ['beside the same in plain parameters', { scope: 'credential', credentialID: 'k1', hashes: hash }, 'credential'],
    ];
    for (const [name, query, type] of rich) {
      test(`authorization_details, ${name}: a bearer that says what was granted, for who repeats it or does not`, async () => {
        const world = open();
        for (const repeated of [true, false]) {
          const { browser, verifier, chal } = await toApproval(world, { ...none, ...details({ type }), ...query });
          const { dtbsr, display } = asked.at(-1) ?? {};
          assert.deepEqual([dtbsr, display?.map(({ label }) => label)], [[hash], ['Lease']]);
          const { url } = await browser.go(decide(chal, 'activated'));
          const reply = await redeem(world, url, verifier, repeated ? details({ type }) : {});
          assert.deepEqual([reply.status, reply.token_type, reply.expires_in], [200, 'Bearer', 300]);
          const granted = { ...contract, type, numSignatures: 1, hashAlgorithmOID: oid };
          assert.deepEqual(reply.authorization_details, [granted]);
          assert.equal((await world.authorization.sadOfToken(reply.access_token ?? ''))?.credentialID, 'k1');
        }
      });
    }

    for (const [name, query] of [
      [
        'in plain parameters',
        { credentialID: '', hash: '', hashes: hash, numSignatures: '1', signatureQualifier: rank },
      ],
      ['in authorization_details', { ...none, ...details({ credentialID: undefined, signatureQualifier: rank }) }],
    ] as const) {
      test(`a credential by its rank, ${name}: the newest of that rank, and the answer names it`, async () => {
        const world = open();
        const { browser, verifier, chal } = await toApproval(world, query);
        const { url } = await browser.go(decide(chal, 'activated'));
        const { authorization_details } = query as Record<string, string>;
        const reply = await redeem(world, url, verifier, authorization_details ? { authorization_details } : {});
        assert.deepEqual([reply.status, reply.token_type, reply.credentialID], [200, 'Bearer', 'k1']);
      });
    }

    for (const query of [
      { credentialID: '', signatureQualifier: 'eu_eidas_qes' },
      { credentialID: 'k1', signatureQualifier: 'eu_eidas_qes' },
    ]) {
      test(`a rank that the signer has not, with ${query.credentialID || 'no'} credential named, is refused`, async () => {
        const { page } = await toApproval(open(), query);
        const named = query.credentialID ? 'credentialID' : 'signatureQualifier';
        assert.equal(new URL(page.url).searchParams.get('error_description'), `Invalid parameter ${named}`);
      });
    }

    test('a token request that asks for other details than were granted, or where none were, gets nothing', async () => {
      const world = open();
      const other = details({ documentDigests: [{ hash: 'A'.repeat(43) }] });
      for (const query of [{ ...none, ...details() }, {}]) {
        const { browser, verifier, chal } = await toApproval(world, query);
        const { url } = await browser.go(decide(chal, 'activated'));
        const reply = await redeem(world, url, verifier, other);
        assert.deepEqual([reply.status, reply.error], [400, 'invalid_authorization_details']);
      }
      const alone = await token(world, { grant_type: 'client_credentials', ...details() });
      assert.deepEqual([alone.status, alone.access_token], [400, undefined]);
    });

    const wrongDetails: readonly [string, Record<string, string>, string][] = [
      ['no JSON', { authorization_details: '{' }, 'invalid_authorization_details'],
      ['a type that is unknown', details({ type: 'payment' }), 'invalid_authorization_details'],
      [
        'several at once',
        { authorization_details: JSON.stringify([contract, contract]) },
        'invalid_authorization_details',
      ],
      [
        'the hash of nobody knows what',
        details({ documentDigests: [{ hash, hashType: 'SXDR' }] }),
        'invalid_authorization_details',
      ],
      ['beside scope service', { ...details(), scope: 'service' }, 'invalid_scope'],
      ['another credential beside them', { ...details(), credentialID: 'k2' }, 'invalid_request'],
      ['another hash beside them', { ...details(), hash: other }, 'invalid_request'],
    ];
    for (const [name, query, error] of wrongDetails) {
      test(`authorization_details refused before anybody logs in: ${name}`, async () => {
        const page = await new Browser().go(authorizeUrl(open(), { ...proofKey().challenge, ...query }));
        assert.equal(new URL(page.url).searchParams.get('error'), error, page.text);
      });
    }

    test('openid beside it: the same SAD for five minutes, and userinfo says whose', async () => {
      const world = open();
      const { browser, verifier, chal } = await toApproval(world, { scope: 'openid credential' });
      const reply = await redeem(world, (await browser.go(decide(chal, 'activated'))).url, verifier);
      assert.deepEqual([reply.status, reply.token_type, reply.expires_in], [200, 'SAD', 300]);
      const access = reply.access_token ?? '';
      assert.equal((await world.authorization.sadOfToken(access))?.sad, `sad of ${chal}`);
      assert.deepEqual((await world.authorization.bearer(access))?.scopes, ['openid', 'credential']);
      const headers = { authorization: `Bearer ${access}` };
      const said = (await (await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).json()) as { sub: string };
      assert.equal(said.sub, 'a1');
    });

    test('what the signer refused is access_denied', async () => {
      for (const state of ['refused', 'cancelled'] as const) {
        const { browser, chal } = await toApproval(open());
        const back = await browser.go(decide(chal, state));
        assert.equal(new URL(back.url).searchParams.get('error'), 'access_denied', state);
      }
    });

    test('whose time is over is asked once more, and who needs more time gets half an hour', async () => {
      const { browser, page, chal, verifier } = await toApproval(open());
      const anew = await browser.go(decide(chal, 'expired'));
      const second = anew.url.split('/').pop() ?? '';
      assert.notEqual(anew.url, page.url);
      assert.deepEqual([asked.at(-1)?.dtbsr, asked.at(-1)?.lifetime], [[hash, other], undefined]);
      const unhurried = await browser.go(asked.at(-1)?.moreUrl ?? '');
      const third = unhurried.url.split('/').pop() ?? '';
      assert.deepEqual([asked.at(-1)?.dtbsr, asked.at(-1)?.lifetime], [[hash, other], 1_800]);
      assert.equal(statuses.get(second)?.state, 'cancelled');
      const back = await browser.go(decide(third, 'activated'));
      assert.equal((await redeem(open(), back.url, verifier)).status, 200);
    });

    test('ten windows that want more time at once leave one challenge open, and it is the one that counts', async () => {
      const { browser, verifier } = await toApproval(open());
      const [{ moreUrl = '' } = {}, first] = [asked.at(-1), asked.length];
      await Promise.all(Array.from({ length: 10 }, () => browser.go(moreUrl)));
      const made = asked.slice(first - 1).map((_, later) => `chal-${first + later}`);
      const [last = '', ...others] = made.filter((chal) => statuses.get(chal)?.state === 'open');
      assert.deepEqual(others, []);
      const back = await browser.go(decide(last, 'activated'));
      assert.equal((await redeem(open(), back.url, verifier)).status, 200);
    });

    test('more time for what is decided tells what was decided, and asks nothing', async () => {
      const { browser, chal } = await toApproval(open());
      const { moreUrl = '' } = asked.at(-1) ?? {};
      decide(chal, 'refused');
      const before = asked.length;
      const back = await browser.go(moreUrl);
      assert.equal(new URL(back.url).searchParams.get('error'), 'access_denied');
      assert.equal(asked.length, before);
    });

    test('who returns before the approval is sent back to it', async () => {
      const { browser, chal, page } = await toApproval(open());
      assert.equal((await browser.go(decide(chal, 'open'))).url, page.url);
    });

    test('an approved challenge is not worth anything in another browser', async () => {
      const { chal } = await toApproval(open());
      const stranger = new Browser(sicOrigin);
      const page = await stranger.go(decide(chal, 'activated'));
      assert.equal(page.status, 400);
      assert.match(page.text, /^request-over/);
    });

    test('an approval gives one grant, however often the browser returns', async () => {
      const { browser, chal } = await toApproval(open());
      const url = decide(chal, 'activated');
      const jar = new Map([...browser.cookies].map(([host, cookies]) => [host, new Map(cookies)]));
      const replies = await Promise.all(
        Array.from({ length: 8 }, () => {
          const copy = new Browser(sicOrigin);
          for (const [host, cookies] of jar) copy.cookies.set(host, new Map(cookies));
          return copy.go(url);
        }),
      );
      const codes = replies.filter(
        (page) => page.url.startsWith(redirect) && new URL(page.url).searchParams.has('code'),
      );
      assert.equal(codes.length, 1);
    });

    test('a reloaded page asks the SAM once', async () => {
      const world = open();
      const { browser, chal } = await toApproval(world);
      const before = asked.length;
      const page = await browser.go(decide(chal, 'open').replace('/approved', ''));
      assert.equal(page.url, `${sicOrigin}/approve/${chal}`);
      assert.equal(asked.length, before);
    });

    test('an unknown credential, another account’s and a disabled one read alike', async () => {
      for (const credentialID of ['unknown', 'of-luis', 'off']) {
        const { page } = await toApproval(open(), { credentialID });
        const { searchParams } = new URL(page.url);
        assert.equal(searchParams.get('error'), 'invalid_request');
        assert.equal(searchParams.get('error_description'), 'Invalid parameter credentialID');
      }
    });

    const wrong: readonly [string, Record<string, string>, string][] = [
      ['no credential', { credentialID: '' }, 'invalid_request'],
      ['two names that disagree', { credential_id: 'k2' }, 'invalid_request'],
      ['no hash', { hash: '' }, 'invalid_request'],
      ['a hash that is none', { hash: 'a+b/' }, 'invalid_request'],
      ['a hash of no known length', { hash: 'AAAA' }, 'invalid_request'],
      ['hashes of two lengths', { hash: `${hash},${Buffer.alloc(48).toString('base64url')}` }, 'invalid_request'],
      ['an algorithm that is another', { hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' }, 'invalid_request'],
      ['fewer signatures than hashes', { numSignatures: '1' }, 'invalid_request'],
      ['a number that is none', { numSignatures: '-2' }, 'invalid_request'],
      ['a description of 501 characters', { description: 'x'.repeat(501) }, 'invalid_request'],
      ['an account_token', { account_token: 'a.b.c' }, 'invalid_request'],
      ['service beside it', { scope: 'service credential' }, 'invalid_scope'],
    ];
    for (const [name, query, error] of wrong) {
      test(`refused before anybody logs in: ${name}`, async () => {
        const page = await new Browser().go(authorizeUrl(open(), { ...usual, ...proofKey().challenge, ...query }));
        assert.equal(new URL(page.url).searchParams.get('error'), error, page.text);
      });
    }

    test('introspection tells the application what was granted, and nobody else anything; the SAD of the SAM nobody', async () => {
      const world = open();
      await createClient(world.store.db, 'rs', 'p', {
        client_id: 'rs',
        client_secret: 's',
        redirect_uris: [redirect],
        resource_server: true,
      });
      const { browser, verifier, chal } = await toApproval(world, { ...none, ...details() });
      const reply = await redeem(world, (await browser.go(decide(chal, 'activated'))).url, verifier);
      const body = new URLSearchParams({ token: reply.access_token ?? '' });
      const say = async (authorization: string) => {
        const sent = { method: 'POST', headers: { authorization }, body };
        return (await (await fetch(`${world.issuer}/oauth2/introspect`, sent)).json()) as Record<string, unknown>;
      };
      const said = await say(basic);
      assert.deepEqual([said['active'], said['scope']], [true, 'credential']);
      assert.deepEqual(said['authorization_details'], reply.authorization_details);
      assert.ok(!JSON.stringify(said).includes('sad of'));
      assert.deepEqual(await say(`Basic ${Buffer.from('rs:s').toString('base64')}`), { active: false });
    });

    test('an account suspended after the approval has no SAD', async () => {
      const world = open();
      const { browser, verifier, chal } = await toApproval(world);
      const back = await browser.go(decide(chal, 'activated'));
      await setAccountStatus(world.store.db, 'a1', 'suspended');
      const reply = await redeem(world, back.url, verifier);
      await setAccountStatus(world.store.db, 'a1', 'active');
      assert.equal(reply.error, 'invalid_grant');
    });

    test('a code presented twice ends what the first one got (RFC 6749, 4.1.2)', async () => {
      const world = open();
      const { browser, verifier, chal } = await toApproval(world);
      const back = await browser.go(decide(chal, 'activated'));
      const reply = await redeem(world, back.url, verifier);
      assert.equal((await redeem(world, back.url, verifier)).error, 'invalid_grant');
      assert.equal(await world.authorization.sadOfToken(reply.access_token ?? ''), undefined);
      assert.equal(await consumeArtifact(world.store.db, 'AuthorizationCode', 'unknown'), false);
    });

    test('who refuses all her data signs all the same, and it is asked before the approval', async () => {
      const world = open();
      await createClient(world.store.db, 'curious', 'p', {
        ...{ client_id: 'curious', client_secret: 's', redirect_uris: [redirect] },
        ...{ scope: 'openid profile credential', data_purpose: { en: 'To write to you.' } },
      });
      const { verifier: code_verifier, challenge } = proofKey();
      const browser = new Browser(sicOrigin);
      const query = { ...usual, ...challenge, client_id: 'curious', scope: 'openid profile credential' };
      const page = await browser.logIn(authorizeUrl(world, query));
      assert.equal(questionOn(page).claims.length, 3);
      const approving = await answer(browser, page);
      const back = await browser.go(decide(approving.url.split('/').pop() ?? '', 'activated'));
      const code = new URL(back.url).searchParams.get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier };
      const authorization = `Basic ${Buffer.from('curious:s').toString('base64')}`;
      const reply = await token(world, form, { authorization });
      assert.equal((await world.authorization.sadOfToken(reply.access_token ?? ''))?.credentialID, 'k1');
      const told = await fetch(`${world.issuer}/oauth2/userinfo`, {
        headers: { authorization: `Bearer ${reply.access_token}` },
      });
      const { sub, name } = (await told.json()) as { sub?: string; name?: string };
      assert.deepEqual([sub, name], ['a1', undefined]);
    });

    test('nothing of this was an error of ours', () => {
      assert.deepEqual(
        open().lines.filter((line) => line.includes('"level":50')),
        [],
      );
    });
  },
  () => ({ approval, release }),
);

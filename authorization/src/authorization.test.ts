import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startOpenIdProvider } from '@chancery/sandbox';
import {
  createAccount,
  createClient,
  createGroup,
  createIdp,
  createProvider,
  migrate,
  openStore,
  setAccountStatus,
} from '@chancery/store';
import Fastify from 'fastify';
import { authorizationRoutes, localPath } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'authorization-'));
const store = await openStore({ folder: join(folder, 'db') });
await migrate(store);
const app = Fastify();
// The issuer must be known before the server listens, so the port is asked for first.
const probe = Fastify();
await probe.listen({ host: '127.0.0.1', port: 0 });
const port = (probe.server.address() as { port: number }).port;
await probe.close();
const issuer = `http://127.0.0.1:${port}`;
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const options = {
  store,
  issuer,
  cookieKeys: ['a key of the cookies'],
  jwks: { keys: [{ ...jwk, kid: 'k', use: 'sig', alg: 'ES256' }] },
  insecureHttp: true,
};
const authorization = authorizationRoutes(app, options as Parameters<typeof authorizationRoutes>[1]);
app.get('/me', async (request) => ({ account: (await authorization.requireSession(request))?.account.id ?? null }));
await app.listen({ host: '127.0.0.1', port });
const idp = await startOpenIdProvider({
  folder: join(folder, 'idp'),
  port: 0,
  clients: [{ clientId: 'ssa', clientSecret: 'a secret of the ssa', redirectUris: [`${issuer}/login/callback`] }],
});
after(async () => {
  await app.close();
  await idp.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const { db } = store;
await createGroup(db, { id: 'g', name: 'G' });
await createProvider(db, { id: 'p', group_id: 'g', name: 'Bank' });
await createIdp(db, {
  group_id: 'g',
  issuer: idp.issuer,
  client_id: 'ssa',
  client_secret: 'a secret of the ssa',
  label: 'IdP',
});
await createAccount(db, { id: 'a1', name: 'Ana', identity: { issuer: idp.issuer, subject: 'person-1001' } });
const redirect = 'http://127.0.0.1:9/cb';
await createClient(db, 'c1', 'p', {
  client_id: 'c1',
  client_secret: 'secret of the client one',
  redirect_uris: [redirect],
  grant_types: ['authorization_code', 'client_credentials'],
  scope: 'openid service credential',
});

const basic = `Basic ${Buffer.from('c1:secret of the client one'.replaceAll(' ', '+')).toString('base64')}`;

async function token(form: Record<string, string>, headers: Record<string, string> = { authorization: basic }) {
  const answer = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  const body = (await answer.json()) as { error?: string; access_token?: string };
  return { status: answer.status, ...body };
}

/** A browser that keeps cookies per host and follows redirects until a page or a strange host. */
class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  async go(url: string, form?: URLSearchParams): Promise<{ url: string; status: number; text: string }> {
    const jar = this.cookies.get(new URL(url).host) ?? new Map<string, string>();
    this.cookies.set(new URL(url).host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const origin = new URL(url).origin;
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie, origin },
      ...(form ? { body: form } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    const location = answer.headers.get('location');
    if (!location || answer.status >= 400) return { url, status: answer.status, text: await answer.text() };
    const next = new URL(location, url);
    return next.href.startsWith(redirect) ? { url: next.href, status: 302, text: '' } : this.go(next.href);
  }

  async logIn(start: string, person = 'ana') {
    const page = await this.go(start);
    const fields = new URLSearchParams({ username: person, password: person });
    for (const [, input = ''] of page.text.matchAll(/<input([^>]*type="hidden"[^>]*)>/g)) {
      fields.set(
        /name="([^"]*)"/.exec(input)?.[1] ?? '',
        (/value="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&amp;', '&'),
      );
    }
    const action = /<form[^>]*action="([^"]*)"/.exec(page.text)?.[1] ?? page.url;
    return this.go(new URL(action.replaceAll('&amp;', '&'), page.url).href, fields);
  }
}

test('only paths of this host are returned to', () => {
  for (const path of ['//evil.example', 'https://evil.example', '/\\evil', '\\\\evil', '', '/a b'])
    assert.equal(localPath(path), '/');
  assert.equal(localPath('/sign/x?y=1'), '/sign/x?y=1');
});

test('a wrong secret gets no token', async () => {
  const reply = await token(
    { grant_type: 'client_credentials', scope: 'service' },
    { authorization: `Basic ${Buffer.from('c1:wrong').toString('base64')}` },
  );
  assert.deepEqual([reply.status, reply.error], [401, 'invalid_client']);
});

test('client credentials give an opaque token that stands for the client', async () => {
  const reply = await token({ grant_type: 'client_credentials', scope: 'service' });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  const bearer = await authorization.bearer(reply.access_token ?? '');
  assert.deepEqual(bearer, { client: 'c1', clientName: 'Bank', group: 'g', scopes: ['service'] });
  assert.equal(await authorization.bearer('unknown'), undefined);
});

test('a login makes a session and returns to the path', async () => {
  const browser = new Browser();
  const page = await browser.logIn(`${issuer}/login?return=/me`);
  assert.equal(page.text, '{"account":"a1"}');
});

test('a login that leads elsewhere ends at home', async () => {
  const page = await new Browser().logIn(`${issuer}/login?return=//evil.example/`);
  assert.equal(new URL(page.url).host, `127.0.0.1:${port}`);
});

test('a callback that this browser never began is refused', async () => {
  const page = await new Browser().go(`${issuer}/login/callback?code=x&state=y`);
  assert.equal(page.status, 403);
  assert.match(page.text, /Nothing was signed/);
});

test('a person without an account, and one whose account is suspended, are refused', async () => {
  assert.match((await new Browser().logIn(`${issuer}/login?return=/me`, 'luis')).text, /not active here/);
  await setAccountStatus(db, 'a1', 'suspended');
  assert.match((await new Browser().logIn(`${issuer}/login?return=/me`)).text, /not active here/);
  await setAccountStatus(db, 'a1', 'active');
});

test('an authorization code is redeemed by one of fifty, with the right verifier only', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'c1',
    redirect_uri: redirect,
    scope: 'openid service',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const browser = new Browser();
  const back = await browser.logIn(`${issuer}/oauth2/authorize?${query}`);
  const code = new URL(back.url).searchParams.get('code') ?? '';
  assert.ok(code, back.text);
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirect };
  assert.equal((await token({ ...form, code_verifier: randomBytes(32).toString('base64url') })).status, 400);
  const replies = await Promise.all(Array.from({ length: 50 }, () => token({ ...form, code_verifier: verifier })));
  assert.equal(replies.filter(({ status }) => status === 200).length, 1);
});

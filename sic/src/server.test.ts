import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { SicSamClient } from '@chancery/sam/client';
import type { SicBrand } from './brands.ts';
import { type Sic, startSic } from './server.ts';

const origin = 'https://approve.example';
const folder = mkdtempSync(join(tmpdir(), 'chancery-sic-'));
const asked: { readonly method: string; readonly message: unknown }[] = [];
let next: { readonly status: number; readonly body: object };
let sic: Sic;
let sam: SicSamClient;

/** The SAM's door, answering what the case wants. */
const door = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  asked.push({ method: (request.url ?? '').slice(1), message: JSON.parse(text || '{}') });
  response.writeHead(next.status, { 'content-type': 'application/json' }).end(JSON.stringify(next.body));
});

before(async () => {
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<html data-operator="" data-sandbox="yes">');
  writeFileSync(join(folder, 'page', 'assets', 'main-abc.js'), 'export {};');
  writeFileSync(join(folder, 'page', 'assets', 'main-abc.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  await new Promise<void>((resolve) => door.listen(join(folder, 'door'), resolve));
  sam = new SicSamClient({ socket: join(folder, 'door') });
  sic = await start();
});

after(async () => {
  await sic.close();
  sam.close();
  door.closeAllConnections();
  door.close();
  rmSync(folder, { recursive: true });
});

describe('what the SIC refuses', () => {
  for (const [what, headers] of [
    ['a request from another origin', { origin: 'https://ssa.example' }],
    ['a request from a page without origin', { origin: 'null' }],
    ['a request from another site', { origin, 'sec-fetch-site': 'cross-site' }],
    ['a request from another host of the same site', { origin, 'sec-fetch-site': 'same-site' }],
  ] as const) {
    it(`refuses ${what}`, () => refused('/api/approve', { chal: 'c', evidence: [assertion] }, 400, headers));
  }

  it('refuses a message that is no JSON', () =>
    refused('/api/fetch', 'chal=c', 400, { origin, 'content-type': 'text/plain' }));
  it('refuses an unknown field', () => refused('/api/fetch', { chal: 'c', key: 'k' }, 400));
  it('refuses a number for a text', () => refused('/api/fetch', { chal: 1 }, 400));
  it('refuses a challenge that is no base64url', () => refused('/api/refuse', { chal: '../c' }, 400));
  it('refuses an approval without proof', () => refused('/api/approve', { chal: 'c', evidence: [] }, 400));
  it('refuses a proof of a kind it does not know', () =>
    refused('/api/approve', { chal: 'c', evidence: [{ kind: 'pin', pin: '1234' }] }, 400));
  it('refuses a proof with a field too many', () =>
    refused('/api/approve', { chal: 'c', evidence: [{ ...assertion, extra: '' }] }, 400));
  it('refuses a message of a megabyte', () =>
    refused('/api/approve', { chal: 'c', evidence: [{ kind: 'oidc', idToken: 'a'.repeat(1_000_000) }] }, 400));

  it('sends nobody to an identity provider that is not configured', async () => {
    next = { status: 200, body: { statement: 's', idp: { authorizeUrl: 'https://evil.example/authorize' } } };
    const answer = await post('/api/fetch', { chal: 'c' });
    assert.equal(answer.status, 500);
    assert.equal(((await answer.json()) as { error: string }).error, 'internal');
  });

  for (const path of [
    '/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/main-abc.js.br',
    '/api',
  ]) {
    it(`has no page at ${path}`, async () => assert.equal((await fetch(`${address()}${path}`)).status, 404));
  }
});

it('shows a person at an address that is none the page, which says so', async () => {
  const answer = await fetch(`${address()}/`, { headers: { accept: 'text/html' } });
  assert.equal(answer.status, 404);
  assert.match(await answer.text(), /^<html/);
});

describe('the look of a group', () => {
  const startWith = (brands: readonly SicBrand[]) => start(undefined, undefined, brands);
  const png = readFileSync(new URL('../../ssa/src/page/public/assets/logo.png', import.meta.url));
  const scheme = { accent: '#0b5563', button: '#0b5563', button_text: '#ffffff' };
  const dark = { accent: '#6cc7d6', button: '#6cc7d6', button_text: '#06222a' };

  it('is of this host: named in the page, with types of its own, under the policy of everything here', async () => {
    const text = `"><script>alert('1')</script>`;
    const worn = await startWith([{ group: 'g-1', logo: { png, text }, colours: { light: scheme, dark } }]);
    const at = `http://127.0.0.1:${worn.port}`;
    const page = await (await fetch(`${at}/approve/c-1`)).text();
    const [, data = ''] = /^<html data-operator="[^"]*" data-brands="([^"]+)"/.exec(page) ?? [];
    const { 'g-1': brand } = JSON.parse(data.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)));
    assert.equal(brand.logo.text, text);
    const [logo, sheet] = await Promise.all([fetch(at + brand.logo.url), fetch(at + brand.sheet)]);
    assert.deepEqual(Buffer.from(await logo.arrayBuffer()), png);
    assert.deepEqual(
      [logo, sheet].map(({ headers }) => [headers.get('content-type'), headers.get('x-content-type-options')]),
      [
        ['image/png', 'nosniff'],
        ['text/css; charset=utf-8', 'nosniff'],
      ],
    );
    assert.match(logo.headers.get('content-security-policy') ?? '', /img-src 'self' data: blob:;/);
    await worn.close();
  });

  it('that nobody could see or read is not started with', async () => {
    const vector = { png: Buffer.from('<svg/>'), text: 'N' };
    await assert.rejects(
      startWith([{ group: 'g-1', logo: vector }]),
      /^Error: Group g-1: The logo is not a whole PNG\.$/,
    );
    const colours = { light: scheme, dark: scheme };
    await assert.rejects(
      startWith([{ group: 'g-1', colours }]),
      /^Error: Group g-1, dark: accent on the page has a contrast/,
    );
  });
});

describe('what the SIC passes on', () => {
  it('adds its clock to what the SAM fetched', async () => {
    next = { status: 200, body: { statement: 's', idp: { authorizeUrl: 'https://idp.example/authorize?x=1' } } };
    const answer = (await (await post('/api/fetch', { chal: 'c-1' })).json()) as { statement: string; now: number };
    assert.equal(answer.statement, 's');
    assert.ok(Math.abs(answer.now - Date.now()) < 5000);
    assert.deepEqual(asked.at(-1), { method: 'fetch', message: { chal: 'c-1' } });
  });

  it('relays proofs as they came, from a program that is no browser too', async () => {
    next = { status: 200, body: { returnUrl: 'https://ssa.example/back' } };
    const message = {
      chal: 'c-1',
      evidence: [{ kind: 'oidc', idToken: 'a.b.c' }, { kind: 'saml', response: 'aa' }, assertion],
    };
    const answer = await post('/api/approve', message, {});
    assert.deepEqual(await answer.json(), { returnUrl: 'https://ssa.example/back' });
    assert.deepEqual(asked.at(-1), { method: 'approve', message });
  });

  it('relays the ticket of a registration officer, and nothing that is none', async () => {
    next = { status: 200, body: { returnUrl: 'https://ssa.example/back' } };
    const message = (ticket: string) => ({ chal: 'c-1', evidence: [{ kind: 'ticket', ticket }] });
    const ticket = `rita.${'A'.repeat(43)}`;
    assert.equal((await post('/api/approve', message(ticket))).status, 200);
    assert.deepEqual(asked.at(-1), { method: 'approve', message: message(ticket) });
    for (const wrong of [
      'rita',
      'A'.repeat(43),
      `${ticket}A`,
      `ri ta.${'A'.repeat(43)}`,
      `${'r'.repeat(200)}${ticket}`,
    ])
      await refused('/api/approve', message(wrong), 400);
  });

  it('relays what was typed as it was encrypted, and asks for a one-time password', async () => {
    next = { status: 200, body: { to: '+49 ••• 78', left: 3, again: 1 } };
    assert.deepEqual(await (await post('/api/otp', { chal: 'c-1' })).json(), next.body);
    assert.deepEqual(asked.at(-1), { method: 'sendOtp', message: { chal: 'c-1' } });
    const typed = ['otp', 'pin', 'pin-registration'].map((kind) => ({ kind, jwe: 'e30.a.b.c.d' }));
    assert.equal((await post('/api/approve', { chal: 'c-1', evidence: typed })).status, 200);
    assert.deepEqual(asked.at(-1), { method: 'approve', message: { chal: 'c-1', evidence: typed } });
  });

  for (const [code, status, word] of [
    ['not_found', 404, 'not_found'],
    ['expired', 410, 'expired'],
    ['evidence_invalid', 403, 'evidence_invalid'],
    ['factor_locked', 403, 'factor_locked'],
    ['key_state', 403, 'policy'],
    ['rate', 429, 'rate'],
    ['module_unavailable', 503, 'unavailable'],
    ['sad_used', 500, 'internal'],
  ] as const) {
    it(`says ${word} when the SAM says ${code}`, async () => {
      next = { status: 400, body: { error: code, ref: 'r-1' } };
      const answer = await post('/api/approve', { chal: 'c', evidence: [assertion] });
      assert.equal(answer.status, status);
      assert.deepEqual(await answer.json(), { error: word, reference: 'r-1' });
    });
  }
});

describe('the answer of a SAML provider', () => {
  const xml = Buffer.from('<Response>ÿ</Response>').toString('base64');
  const fields = { SAMLResponse: xml, RelayState: 'c-1' };

  it('is handed on within the page, whichever host posts it, and kept by nobody', async () => {
    const answer = await returned(new URLSearchParams(fields));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'/);
    const response = Buffer.from(xml, 'base64').toString('base64url');
    assert.match(
      await answer.text(),
      new RegExp(`^<html data-chal="c-1" data-saml-response="${response}" data-operator`),
    );
  });

  for (const [what, form] of [
    ['without its request', new URLSearchParams({ SAMLResponse: xml })],
    ['without a response', new URLSearchParams({ RelayState: 'c-1' })],
    ['with a request that is none', new URLSearchParams({ ...fields, RelayState: '"><script>' })],
    ['with a response that is no base64', new URLSearchParams({ ...fields, SAMLResponse: '"><script>' })],
    ['with two responses', new URLSearchParams([...Object.entries(fields), ['SAMLResponse', xml]])],
    ['with two requests', new URLSearchParams([...Object.entries(fields), ['RelayState', 'c-2']])],
  ] as const) {
    it(`${what} is not handed on`, async () => {
      const answer = await returned(form);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /^<html data-operator/);
    });
  }

  it('of a megabyte, and one that is no form, are refused', async () => {
    assert.equal((await returned(new URLSearchParams({ ...fields, SAMLResponse: 'A'.repeat(1_000_000) }))).status, 400);
    assert.equal((await post(acs, fields, { origin: 'https://idp.example' })).status, 400);
  });

  const acs = '/saml/acs';
  const returned = (body: URLSearchParams) =>
    fetch(`${address()}${acs}`, {
      method: 'POST',
      body,
      headers: { origin: 'https://idp.example', 'sec-fetch-site': 'cross-site' },
    });
});

describe('the page', () => {
  it('is the same at every address of an approval, and never kept', async () => {
    for (const path of ['/approve/c-1', '/idp/return', '/index.html']) {
      const answer = await fetch(`${address()}${path}`);
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.match(await answer.text(), /data-operator="A “B” &#38; &#60;C&#62;" data-sandbox="yes"/);
    }
  });

  it('keeps files with a hash in their name for ever', async () => {
    const answer = await fetch(`${address()}/assets/main-abc.js`);
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
  });

  it('sends a file in the form that is asked for, whole, and its head alone to who asks for that', async () => {
    const take = (headers: Record<string, string>, method = 'GET') =>
      fetch(`${address()}/assets/main-abc.js`, { method, headers });
    const answer = await take({ 'accept-encoding': 'br', range: 'bytes=0-3' });
    assert.deepEqual([answer.status, answer.headers.get('content-encoding')], [200, 'br']);
    assert.equal(await answer.text(), 'export {};');
    const head = await take({ 'accept-encoding': 'br' }, 'HEAD');
    for (const name of ['content-encoding', 'content-length', 'content-type', 'etag', 'vary', 'cache-control'])
      assert.equal(head.headers.get(name), answer.headers.get(name), name);
    assert.equal(head.headers.get('content-length'), String(brotliCompressSync('export {};').length));
    assert.equal((await take({ 'accept-encoding': 'identity;q=0' })).status, 406);
    const known = { 'accept-encoding': 'br', 'if-none-match': answer.headers.get('etag') ?? '' };
    for (const method of ['GET', 'HEAD']) assert.equal((await take(known, method)).status, 304);
  });

  it('never compresses a page, least of all one with the answer of a provider in it', async () => {
    const body = new URLSearchParams({ RelayState: 'c-1', SAMLResponse: 'YWJj' });
    for (const [path, init] of [
      ['/approve/c-1', {}],
      ['/nowhere', {}],
      ['/saml/acs', { method: 'POST', body }],
    ] as const) {
      const answer = await fetch(`${address()}${path}`, {
        ...init,
        headers: { accept: 'text/html', 'accept-encoding': 'br, gzip' },
      });
      assert.match(await answer.text(), /^<html/);
      assert.equal(answer.headers.get('content-encoding'), null);
    }
  });

  it('allows nothing inline, nothing foreign, no frame, no cookie', async () => {
    for (const path of ['/approve/c-1', '/assets/main-abc.js', '/nowhere']) {
      const { headers } = await fetch(`${address()}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
      assert.match(policy, /connect-src 'self' https:\/\/ssa\.example; .*frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('set-cookie'), null);
    }
  });

  it('shows no banner where the configuration says that this is no sandbox', async () => {
    const real = await start(false);
    const answer = await fetch(`http://127.0.0.1:${real.port}/approve/c-1`);
    assert.match(await answer.text(), /data-sandbox="no"/);
    await real.close();
  });

  it('must be built before the SIC starts', async () => {
    await assert.rejects(start(true, folder), /no built page/);
  });
});

const assertion = { kind: 'webauthn', id: 'aa', clientDataJSON: 'aa', authenticatorData: 'aa', signature: 'aa' };

function start(sandbox?: boolean, pagesFolder = join(folder, 'page'), brands: readonly SicBrand[] = []): Promise<Sic> {
  const listen = { host: '127.0.0.1', port: 0 };
  const origins = { origin, ssaOrigin: 'https://ssa.example', idpOrigins: ['https://idp.example'] };
  return startSic({
    listen,
    sam,
    ...origins,
    operator: 'A “B” & <C>',
    brands,
    pagesFolder,
    ...(sandbox === undefined ? {} : { sandbox }),
  });
}

function address(): string {
  return `http://127.0.0.1:${sic.port}`;
}

function post(path: string, message: unknown, headers: Record<string, string> = { origin }): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return fetch(`${address()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** The word is given, and the SAM never hears of it. */
async function refused(
  path: string,
  message: unknown,
  status: number,
  headers?: Record<string, string>,
): Promise<void> {
  const before = asked.length;
  const answer = await post(path, message, headers);
  assert.equal(answer.status, status);
  const { error, reference } = (await answer.json()) as { error: string; reference: string };
  assert.equal(error, 'invalid');
  assert.match(reference, /^sic-[0-9a-f]{10}$/);
  assert.equal(asked.length, before);
}

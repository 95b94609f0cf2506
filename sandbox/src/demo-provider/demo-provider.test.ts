import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { samplePdf } from '../sample-pdf/sample-pdf.ts';
import type { Running } from '../server/loopback-server.ts';
import { startDemoProvider } from './demo-provider.ts';
import { RestEngine } from './testing/rest-engine.ts';

const engine = new RestEngine();
let folder: string;
let bank: Running;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-bank-'));
  await engine.start();
  bank = await start();
});
after(async () => {
  await Promise.all([bank.close(), engine.close()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => Object.assign(engine, { state: 'created', away: false }));

describe('the bank does not send', () => {
  it('nothing', () => refuses(upload(new Uint8Array(), ''), 400, /choose a PDF first/));
  it('what the engine calls no PDF, and says why', () =>
    refuses(upload(Buffer.from('hello'), 'a.pdf'), 502, /This is not a PDF/));
  it('more than 20 MB', () => refuses(upload(new Uint8Array(21 * 1024 * 1024), 'a.pdf'), 413, /larger than 20 MB/));
  it('a form of another page', async () => {
    const headers = { origin: 'https://evil.example' };
    assert.equal((await fetch(`${bank.origin}/agreements/sample`, { method: 'POST', headers })).status, 403);
  });
  it('without the engine knowing it', async () => {
    const stranger = await start({ clientSecret: 'wrong', folder: join(folder, 'stranger') });
    const answer = await fetch(`${stranger.origin}/agreements/sample`, { method: 'POST' });
    assert.deepEqual([answer.status, /does not know this bank/.test(await answer.text())], [502, true]);
    await stranger.close();
  });
});

describe('the bank', () => {
  it('sends an upload as it is, and lists it with a link to sign', async () => {
    await upload(samplePdf(), 'Año "1" <b>.pdf');
    const sent = engine.requests.at(-1);
    assert.deepEqual(Buffer.from(sent?.content ?? '', 'base64'), Buffer.from(samplePdf()));
    assert.deepEqual([sent?.name, sent?.redirectUri], ['Año "1" <b>.pdf', `${bank.origin}/signed`]);
    const page = await text('/');
    assert.ok(
      page.includes('Año &quot;1&quot; &lt;b&gt;.pdf') && page.includes(`href="${engine.origin}/sign/${sent?.id}"`),
    );
  });
  it('believes the engine, not the address, about what was signed', async () => {
    const id = await sample();
    assert.match(await text(`/signed?request=${id}&status=signed`), /Not signed yet/);
    assert.equal((await fetch(`${bank.origin}/documents/${id}.pdf`)).status, 404);
  });
  it('shows the signed document in place, to its own pages only, and keeps it over a restart', async () => {
    const id = await sample();
    engine.state = 'signed';
    const page = await text(`/signed?request=${id}&status=signed`);
    assert.match(page, new RegExp(`<object class="paper" data="/documents/${id}\\.pdf[#"]`));
    engine.away = true;
    await bank.close();
    bank = await start();
    const document = await fetch(`${bank.origin}/documents/${id}.pdf`);
    assert.match(Buffer.from(await document.arrayBuffer()).toString('latin1'), /% signed\n$/);
    assert.equal(document.headers.get('content-security-policy'), "frame-ancestors 'self'");
  });
  for (const [state, words] of [
    ['refused', /You refused to sign it\. Nothing was signed/],
    ['expired', /time to sign it has run out/],
    ['failed', /could not finish\. Nothing was signed/],
  ] as const) {
    it(`says what ${state} means`, async () => {
      const id = await sample();
      engine.state = state;
      assert.match(await text(`/signed?request=${id}`), words);
    });
  }
  it('shows its list while the engine is away', async () => {
    await sample();
    engine.away = true;
    assert.match(await text('/'), /Waiting for a signature/);
  });
  it('does not know requests of others, nor files outside its list', async () => {
    for (const path of ['/signed?request=r-999', '/documents/..%2fagreements.pdf', '/documents/r-999.pdf']) {
      assert.equal((await fetch(bank.origin + path)).status, 404);
    }
  });
  it('has nothing inline and may not be framed', async () => {
    const answer = await fetch(bank.origin);
    assert.match(
      answer.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'self'.*frame-ancestors 'none'$/,
    );
    assert.doesNotMatch(await answer.text(), /<script|style=| on[a-z]+=/);
  });
});

function start(change: { clientSecret?: string; folder?: string } = {}): Promise<Running> {
  return startDemoProvider({
    folder,
    port: 0,
    ssaOrigin: engine.origin,
    clientId: 'bank',
    clientSecret: 's:ecret',
    ...change,
  });
}

function upload(content: Uint8Array, name: string): Promise<Response> {
  const form = new FormData();
  form.set('document', new File([new Uint8Array(content)], name));
  return fetch(`${bank.origin}/agreements`, { method: 'POST', body: form, redirect: 'manual' });
}

async function sample(): Promise<string> {
  const answer = await fetch(`${bank.origin}/agreements/sample`, { method: 'POST', redirect: 'manual' });
  assert.equal(answer.status, 303);
  return engine.requests.at(-1)?.id ?? '';
}

async function refuses(asked: Promise<Response>, status: number, why: RegExp): Promise<void> {
  const before = engine.requests.length;
  const answer = await asked;
  assert.equal(answer.status, status);
  assert.match(await answer.text(), why);
  assert.equal(engine.requests.length, before);
}

async function text(path: string): Promise<string> {
  return (await fetch(bank.origin + path)).text();
}

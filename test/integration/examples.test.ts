/** What developers copy: the same signature in four languages, each program as it stands in `examples/sign-a-pdf`. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { samplePdf, signerBrowser } from '@chancery/sandbox';
import { lacking } from '../peers.ts';
import { root } from './command.ts';
import { Terminal } from './terminal.ts';
import { type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-examples-'));
const contract = join(folder, 'contract.pdf');
let world: World;
let ana: Enrolled;
before(async () => {
  writeFileSync(contract, samplePdf());
  world = await openWorld();
  ana = await enrol(world, person('ana'));
  leaveWhatStartLeaves();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

/** The folder in which a reader stands while `npm start` runs there. */
function leaveWhatStartLeaves(): void {
  const { origins, data } = world.engine;
  mkdirSync(join(folder, '.data'));
  const operators = [`CHANCERY=${origins.ssa}`, `ADMIN_TOKEN=${data.secret('admin-token')}`];
  writeFileSync(join(folder, '.data', 'admin.env'), operators.join('\n'));
  const client = [
    `CHANCERY=${origins.ssa}`,
    `CLIENT_ID=${world.provider.clientId}`,
    `CLIENT_SECRET=${world.provider.clientSecret}`,
    `DEMO=${pathToFileURL(folder)}`,
    `ANA='${origins.idp}#${ana.person.sub}'`,
    `REDIRECT_URI=${world.redirectUri}`,
    `HOOK=${origins.webhook}/in`,
  ];
  writeFileSync(join(folder, '.data', 'client.env'), client.join('\n'));
  writeFileSync(join(folder, 'sample.pdf'), samplePdf());
  symlinkSync(join(root, 'launch.mjs'), join(folder, 'launch.mjs'));
}

const programs = { 'sign.ts': process.execPath, 'sign.py': 'python3', 'Sign.java': 'java', 'sign.sh': 'bash' } as const;

function start(name: keyof typeof programs, signed: string) {
  const { clientId, clientSecret } = world.provider;
  const engine = `http://127.0.0.1:${world.engine.origins.port}`;
  const env = { ...process.env, CHANCERY: engine, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  const program = join(root, 'examples', 'sign-a-pdf', name);
  return spawn(programs[name], [program, contract, signed], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const name of Object.keys(programs) as (keyof typeof programs)[]) {
  test(`${name} has a PDF signed`, { skip: lacking('curl', 'default-jdk-headless') }, async () => {
    const signed = join(folder, `${name}.pdf`);
    const child = start(name, signed);
    const complaints = text(child.stderr);
    for await (const line of createInterface(child.stdout)) {
      const link = /^Open in a browser: (http\S+)$/.exec(line)?.[1];
      if (link !== undefined) await ana.signer.approve(link, ana.person);
    }
    const [status] = child.exitCode === null ? await once(child, 'close') : [child.exitCode];
    assert.equal(status, 0, await complaints);
    const verdict = await world.client.signatures.validate({
      document: readFileSync(signed),
      roots: [world.engine.root],
    });
    assert.deepEqual([verdict.valid, verdict.signatures.length], [true, 1]);
  });
}

function blocksOf(name: string): string[] {
  const page = readFileSync(join(root, 'docs', name), 'utf8');
  return [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

/** What each block says to a reader whose shell knows these values; who is sent to an address has approved before the next. */
async function follow(blocks: readonly string[], known: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const shell = new Terminal(folder, folder, { PATH: process.env['PATH'], HOME: folder, ...known });
  const said: string[] = [];
  for (const block of blocks) {
    said.push(await shell.run(block));
    const link = /^http\S+$/m.exec(said.at(-1) ?? '')?.[0];
    const back = link && (await ana.signer.approve(link, ana.person)).page.url.searchParams;
    if (back) await shell.run(`CODE=${back.get('code') ?? ''}`);
  }
  shell.close();
  return said;
}

test('the ten steps of a web application are run as docs/integration.md has them', {
  skip: lacking('curl'),
}, async () => {
  const said = await follow(blocksOf('integration.md'));
  assert.deepEqual([said.length, said[7], said[9]], [12, 'signed\n', '"indication":"TOTAL-PASSED"\n']);
  assert.match(said[11] ?? '', /^WEBHOOK_SECRET=whsec_\S{44}\n$/);
  assert.match(said[6] ?? '', /signed/);
});

/** Her browser is closed when she has approved: nobody comes back to the application or to the engine. */
async function approveAndLeave(link: string): Promise<void> {
  const { authenticator } = ana.signer;
  const { browser, approve } = signerBrowser({ sicOrigin: world.engine.origins.sic, authenticator });
  const open = browser.open.bind(browser);
  browser.open = async (url, options) => {
    if (url.pathname.endsWith('/return')) throw new Error('closed');
    return open(url, options);
  };
  await assert.rejects(approve(link, ana.person), /closed/);
}

async function until<T>(ask: () => Promise<T>, enough: (value: T) => boolean): Promise<T> {
  for (let times = 0; times < 100; times++) {
    const value = await ask();
    if (enough(value)) return value;
    await pause(200);
  }
  throw new Error('it did not come to it');
}

test('a webhook is told of a signature that nobody asked for again, and the receivers believe it and nobody else', async () => {
  const { webhooks, signatureRequests } = world.client;
  const { webhook: origin } = world.engine.origins;
  const hook = await webhooks.create({ url: `${origin}/chancery`, events: ['signed'] });
  const { secret } = await webhooks.rotate(hook.id, { overlap: 3600 });
  const documents = [{ name: 'offer.pdf', content: samplePdf() }];
  const { id: request, authorization_url } = await signatureRequests.create({ account: ana.account, documents });
  await approveAndLeave(authorization_url);
  const deliveries = () => webhooks.deliveries(hook.id, { limit: 1 });
  const [early] = await until(deliveries, ([one]) => (one?.tries ?? 0) > 0);
  assert.deepEqual([early?.state, early?.last?.error], ['waiting', 'unreachable']);
  for (const [name, program] of Object.entries({ 'receive.ts': process.execPath, 'receive.py': 'python3' })) {
    const env = { ...process.env, WEBHOOK_SECRET: name === 'receive.ts' ? secret : `whsec_AAAA ${hook.secret}` };
    const file = join(root, 'examples', 'webhooks', name);
    const child = spawn(program, [file, new URL(origin).port], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, 'listening');
    const forged = { 'webhook-id': 'x', 'webhook-timestamp': `${Date.now() / 1000}`, 'webhook-signature': 'v1,AAAA' };
    assert.equal((await fetch(origin, { method: 'POST', body: '{}', headers: forged })).status, 401);
    await webhooks.replay(hook.id, early?.id ?? '');
    const told = JSON.parse(String((await lines.next()).value).replace('told: ', '')) as unknown;
    assert.deepEqual(told, { request, state: 'signed', at: early?.at });
    const [done] = await until(deliveries, ([one]) => one?.state === 'delivered');
    assert.deepEqual([done?.tries, done?.last?.status], [1, 204]);
    child.kill();
    await once(child, 'close');
  }
  await webhooks.remove(hook.id);
});

test('the README quotes the first of them as it is, in thirty lines', () => {
  const program = readFileSync(join(root, 'examples', 'sign-a-pdf', 'sign.ts'), 'utf8');
  assert.ok(readFileSync(join(root, 'README.md'), 'utf8').includes(`\`\`\`ts\n${program}\`\`\`\n`));
  assert.ok(program.split('\n').length <= 31);
});

// After the others: she has several keys then, and would be asked which.
test('a program that speaks CSC signs as docs/csc.md has it, by a PIN and by the approval page', {
  skip: lacking('curl', 'openssl'),
}, async () => {
  const [onOwnMachine = '', , token = '', account = ''] = blocksOf('integration.md');
  const hers = { PIN: '482913', PASSWORD: 'a pass phrase of hers' };
  const said = (await follow([onOwnMachine, token, account, ...blocksOf('csc.md')], hers)).slice(3);
  assert.deepEqual([said.length, said[1], said[2], said[5]], [6, 'active\n', 'Verified OK\n', 'Verified OK\n']);
});

test('a secret is changed with an overlap, and an API key is as good as a token until it is removed', async () => {
  const { origins, data } = world.engine;
  const origin = `http://127.0.0.1:${origins.port}`;
  const authorization = `Bearer ${data.secret('admin-token')}`;
  const admin = async (method: string, path: string, body?: object) => {
    const sent = body && { body: JSON.stringify(body), headers: { authorization, 'content-type': 'application/json' } };
    const answer = await fetch(`${origin}/admin/v1${path}`, { method, headers: { authorization }, ...sent });
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, string>);
  };
  const { clientId, clientSecret } = world.provider;
  const client = `/clients/${clientId}`;
  const enters = async (secret: string) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const basic = { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` };
    return (await fetch(`${origin}/oauth2/token`, { method: 'POST', headers: basic, body })).status === 200;
  };
  const { secret = '' } = await admin('POST', `${client}/secrets`, { overlap: 3600 });
  assert.deepEqual([await enters(clientSecret), await enters(secret), await enters('wrong')], [true, true, false]);
  const { secret: last = '' } = await admin('POST', `${client}/secrets`, { overlap: 0 });
  const all = [await enters(clientSecret), await enters(secret), await enters(last)];
  assert.deepEqual(all, [false, false, true]);
  const { id = '', key = '' } = await admin('POST', `${client}/keys`, { label: 'archive' });
  assert.match(key, /^ck_/);
  const asks = async () => {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${origin}/api/v1/signature-requests`, { headers })).status;
  };
  assert.equal(await asks(), 200);
  assert.doesNotMatch(JSON.stringify(await admin('GET', `${client}/keys`)), /ck_/);
  await admin('DELETE', `${client}/keys/${id}`);
  assert.equal(await asks(), 401);
});

/** The example of a service provider that keeps its documents, as it stands, against the whole engine; all it sends is looked through. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { AdminClient } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { pdfOfSize } from '../bench/pdf-of-size.ts';
import { freePorts } from '../free-ports.ts';
import { pdfsig } from '../pdfsig.ts';
import { root } from './command.ts';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-hash-only-'));
const path = (name: string) => join(folder, name);
const contract = pdfOfSize(3_000_000);
let world: World;
let ana: Enrolled;
let wire: Awaited<ReturnType<typeof listenedWire>>;
let env: NodeJS.ProcessEnv;

before(async () => {
  world = await openWorld();
  ana = await enrol(world, person('ana'));
  await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 });
  wire = await listenedWire(world.engine.origins.port);
  writeFileSync(path('contract.pdf'), contract);
  writeFileSync(path('root.pem'), toPem('CERTIFICATE', world.engine.root));
  env = await settings();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  wire?.close();
  await world?.close();
});

/** A client of its own, whose browser comes back to the example. */
async function settings() {
  const { data, origins } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const { id: provider } = await admin.providers.create({ group: world.provider.group, name: 'Archive' });
  const back = `http://127.0.0.1:${await freePorts(1)}/approved`;
  const { id, secret = '' } = await admin.clients.create({ provider, redirect_uris: [back] });
  return {
    CHANCERY: `http://127.0.0.1:${wire.port}`,
    CLIENT_ID: id,
    CLIENT_SECRET: secret,
    SIGNER: `${origins.idp}#${person('ana').sub}`,
    REDIRECT_URI: back,
    ROOTS: path('root.pem'),
    PRIVATE_HOSTS: '127.0.0.1',
  };
}

/** The line between the service provider and the engine, and every octet that went out on it. */
async function listenedWire(to: number) {
  const sent: Buffer[] = [];
  const server = createServer((caller) => {
    const engine = connect(to, '127.0.0.1');
    caller.on('data', (octets) => sent.push(octets));
    caller.pipe(engine).pipe(caller);
    for (const [one, other] of [
      [caller, engine],
      [engine, caller],
    ] as const)
      one.on('error', () => other.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, sent: () => Buffer.concat(sent), close: () => server.close() };
}

/** The example until it has ended; `onLink` is what the signer does. */
async function run(onLink: (link: string) => unknown) {
  const program = join(root, 'examples', 'hash-only', 'src', 'main.ts');
  const args = [program, path('contract.pdf'), path('signed.pdf')];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let acts: unknown;
  child.stdout.on('data', (data) => {
    stdout += data;
    const link = /^For the signer: (\S+)$/m.exec(stdout)?.[1];
    if (link !== undefined) acts ??= onLink(link);
  });
  const [[status], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  await acts;
  return { status, stdout, stderr };
}

test('what the signer refuses is not signed', async () => {
  const { status, stderr } = await run((link) => ana.signer.refuse(link, ana.person));
  assert.equal(status, 1);
  assert.match(stderr, /Not approved: /);
  assert.throws(() => readFileSync(path('signed.pdf')), { code: 'ENOENT' });
});

test('the document is signed to B-LTA, and nothing of it was sent', async () => {
  const { status, stdout, stderr } = await run((link) => ana.signer.approve(link, ana.person));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /signed\.pdf {2}B-LTA\n$/);
  const signed = readFileSync(path('signed.pdf'));
  assert.ok(signed.subarray(0, contract.length).equals(contract));
  const judged = pdfsig(path('signed.pdf'), path('root.pem'));
  assert.match(judged, /Signature is Valid/);
  assert.match(judged, /Certificate is Trusted/);
  const sent = wire.sent();
  assert.ok(sent.includes('signatures/signHash') && sent.includes('/api/v1/timestamps'), 'the line was listened to');
  assert.ok(sent.length < 20_000, `${sent.length} octets were sent`);
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ChanceryClient } from '@chancery/api/client';
import { type SoftwareAuthenticator, samplePdf, signerBrowser } from '@chancery/sandbox';
import { freePorts } from '../free-ports.ts';
import { type Addresses, begin, byLauncher, byNpm, launch, type Started, start } from './command.ts';
import { processesNaming, processOf, survivors } from './processes.ts';

const parent = mkdtempSync(join(tmpdir(), 'chancery start é ü-'));
const data = join(parent, 'yesterday’s data');
const port = String(await freePorts());
after(() => {
  for (const { pid } of processesNaming(parent)) process.kill(pid, 'SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

const ana = { username: 'ana', password: 'ana' };
const atTerminal = 2000;
const orphans = 20_000;
const none: unknown[] = [];

let running: Started;
let known: Addresses;
let signed: { readonly id: string; readonly sha256: string };
let passkeys: SoftwareAuthenticator;

/** One sentence for a person, a stable exit code, nobody left behind. */
async function refused(args: readonly string[], sentence: RegExp): Promise<void> {
  const before = processesNaming(parent).length;
  const { status, stdout, stderr } = launch(['start', ...args]);
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.equal(stdout, '');
  assert.equal(status, 1);
  assert.equal(processesNaming(parent).length, before);
}

function clientOf({ ssa, clientId, clientSecret }: Addresses): ChanceryClient {
  return new ChanceryClient({ origin: ssa, clientId, clientSecret });
}

async function signOne(addresses: Addresses, authenticator?: SoftwareAuthenticator) {
  const client = clientOf(addresses);
  const documents = [{ name: 'Sample.pdf', content: samplePdf() }];
  const { id, authorization_url: url } = await client.signatureRequests.create({ documents });
  const sicOrigin = addresses.ssa.replace('localhost', 'sic.localhost').replace(/\d+$/, (p) => String(Number(p) + 1));
  const signer = signerBrowser({ sicOrigin, ...(authenticator ? { authenticator } : {}) });
  const walk = await signer.approve(url, ana);
  const bytes = await client.signatureRequests.document(id, 0);
  return { id, sha256: sha256(bytes), authenticator: signer.authenticator, steps: walk.steps.map(({ kind }) => kind) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a first start that is killed at work leaves no orphan', async () => {
  const { ended } = begin(byLauncher, ['--data', data, '--port', port]);
  while (!existsSync(join(data, 'ssa-db', 'pg', 'base'))) await pause(20);
  process.kill(processOf(data, /sandbox start/), 'SIGKILL');
  assert.deepEqual(await survivors(data, orphans), none);
  assert.equal(await ended, 1);
});

test('the next start begins anew where that one was interrupted', async () => {
  running = await start(byNpm, ['--data', data, '--port', port]);
  known = running.addresses;
  const parts = processesNaming(data).map(
    ({ command }) => /(sam|sic|ssa|servers) --config|lane\.ts/.exec(command)?.[0],
  );
  assert.deepEqual(parts.filter(Boolean).sort(), [
    'lane.ts',
    'sam --config',
    'servers --config',
    'sic --config',
    'ssa --config',
  ]);
});

test('a person signs with it, from the link to the signed document', async () => {
  const { authenticator, steps, ...document } = await signOne(known);
  assert.deepEqual(steps.slice(-4), ['enrol', 'key.create', 'sign', 'page']);
  [passkeys, signed] = [authenticator, document];
});

test('a data folder in use is one sentence, whatever the port', async () => {
  const other = String(await freePorts());
  await refused(
    ['--data', data, '--port', other],
    /^The data folder .*yesterday’s data is in use by process \d+\. Stop that one first\.$/m,
  );
});

test('a taken port is one sentence that names it', async () => {
  await refused(
    ['--data', join(parent, 'other'), '--port', port],
    new RegExp(`^Port ${port} is in use by another program\\.`),
  );
});

test('Ctrl-C in the terminal ends npm, launcher, engine and lane within two seconds', async () => {
  process.kill(-running.pid, 'SIGINT');
  assert.deepEqual(await survivors(data, atTerminal), none);
  assert.equal(await running.ended, 0);
});

test('another port than the one everything is registered under is one sentence', async () => {
  const other = String(await freePorts());
  await refused(['--data', data, '--port', other], new RegExp(`belongs to port ${port}`));
});

test('nor does a folder of http become one of https', () =>
  refused(['--data', data, '--https'], /belongs to http: .* Start it without --https/));

test('the second start finds yesterday’s client, document and passkey', async () => {
  running = await start(byLauncher, ['--data', data]);
  assert.deepEqual(running.addresses, known);
  assert.doesNotMatch(running.stderr(), /INSECURE/);
  const bytes = await clientOf(known).signatureRequests.document(signed.id, 0);
  assert.equal(sha256(bytes), signed.sha256);
  assert.deepEqual((await signOne(known, passkeys)).steps.slice(-2), ['sign', 'page']);
});

test('the interrupt of the launcher alone ends everything within two seconds, even processes that hang', async () => {
  for (const hanging of [/ssa --config/, /lane\.ts/]) process.kill(processOf(data, hanging), 'SIGSTOP');
  process.kill(running.pid, 'SIGINT');
  assert.deepEqual(await survivors(data, atTerminal), none);
  assert.equal(await running.ended, 0);
});

test('a launcher that is killed leaves no orphan', async () => {
  running = await start(byLauncher, ['--data', data]);
  process.kill(running.pid, 'SIGKILL');
  assert.deepEqual(await survivors(data, orphans), none);
});

test('an npm that is killed leaves no orphan', async () => {
  running = await start(byNpm, ['--data', data]);
  process.kill(running.pid, 'SIGKILL');
  assert.deepEqual(await survivors(data, orphans), none);
});

test('an engine whose main process is killed leaves no orphan, and says it failed', async () => {
  running = await start(byLauncher, ['--data', data]);
  process.kill(processOf(data, /sandbox start/), 'SIGKILL');
  assert.deepEqual(await survivors(data, orphans), none);
  assert.equal(await running.ended, 1);
});

test('an engine that loses one of its processes stops as a whole and says which', async () => {
  running = await start(byLauncher, ['--data', data]);
  process.kill(processOf(data, /lane\.ts/), 'SIGKILL');
  process.kill(processOf(data, / sic --config/), 'SIGKILL');
  assert.equal(await running.ended, 1);
  assert.match(running.stderr(), /sic ended by itself \(SIGKILL\)\. Chancery stops/);
  assert.deepEqual(await survivors(data, orphans), none);
});

test('the data outlive all of that', async () => {
  assert.equal(readFileSync(join(data, 'client.env'), 'utf8').split('\n')[1], `CLIENT_ID=${known.clientId}`);
  running = await start(byLauncher, ['--data', data, '--legacy']);
  assert.deepEqual((await signOne(known, passkeys)).steps.slice(-2), ['sign', 'page']);
  for (const part of ['ssa', 'sam'])
    assert.match(running.stderr(), new RegExp(`^${part}: .*SHA-1, which is INSECURE`, 'm'));
  process.kill(running.pid, 'SIGTERM');
  assert.deepEqual(await survivors(data, atTerminal), none);
});

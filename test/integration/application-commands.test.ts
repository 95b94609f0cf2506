/** `chancery sign`, `extend` and `timestamp` as an application's operator runs them, on the whole engine. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { parseEnv } from 'node:util';
import { AdminClient, ChanceryClient } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { judgeWithOpenssl } from '../conformance/openssl-cms.ts';
import { pdfsig } from '../pdfsig.ts';
import { chancery, type Told } from './chancery-command.ts';
import { root } from './command.ts';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-application-'));
const path = (...parts: string[]) => join(folder, ...parts);
const client = ['--client', path('chancery.env')];
let world: World;
let ana: Enrolled;
let identity: string;

before(async () => {
  world = await openWorld();
  ana = await enrol(world, person('ana'));
  identity = await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 });
  const { clientId, clientSecret } = world.provider;
  const address = world.engine.origins.ssa;
  writeFileSync(path('chancery.env'), `CHANCERY=${address}\nCLIENT_ID=${clientId}\nCLIENT_SECRET=${clientSecret}\n`);
  writeFileSync(path('root.pem'), toPem('CERTIFICATE', world.engine.root));
  writeFileSync(path('contract.pdf'), samplePdf());
  writeFileSync(path('order.xml'), '<order/>');
  writeFileSync(path('data.bin'), 'what is signed beside it');
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

const forAna = () => ['--for', ana.account, '--identity', identity, ...client];

interface Signing {
  /** What the signer opens. */
  readonly link: string;
  readonly pid: number;
  readonly told: Promise<Told>;
}

/** `chancery sign …` until it waits for the signer. */
async function signing(...args: readonly string[]): Promise<Signing> {
  const program = join(root, 'programs', 'src', 'chancery.ts');
  const child = spawn(process.execPath, [program, 'sign', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise: link, resolve, reject } = Promise.withResolvers<string>();
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
    const found = /^For the signer: (\S+)$/m.exec(stderr)?.[1];
    if (found !== undefined) resolve(found);
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout)]);
  const told = ended.then(([[status], stdout]) => ({ status, stdout, stderr }));
  void told.then(() => reject(new Error(stderr)));
  return { link: await link, pid: child.pid ?? 0, told };
}

test('a mistake in the call is one sentence, and nothing is sent', async () => {
  writeFileSync(path('nobody.env'), 'CHANCERY=https://sign.example\nCLIENT_ID=x\n');
  writeFileSync(path('plain.env'), 'CHANCERY=http://sign.example\nCLIENT_ID=x\nCLIENT_SECRET=y\n');
  const out = ['--out', path('mistakes')];
  mkdirSync(path('mistakes'));
  writeFileSync(path('mistakes', 'order.xml'), 'kept');
  const wrong: [RegExp, ...string[]][] = [
    [/^There is no file to sign/, 'sign', ...out, ...client],
    [/^.*none\.pdf cannot be read\.$/m, 'sign', path('none.pdf'), ...out, ...client],
    [/is there already/, 'sign', path('order.xml'), ...out, ...client],
    [/would replace what is to be signed/, 'sign', path('order.xml'), '--out', folder, '--force', ...client],
    [/^--identity is one of a person/, 'sign', path('contract.pdf'), ...out, '--identity', 'x', ...client],
    [
      /^CLIENT_SECRET is missing in .*nobody\.env\.$/m,
      'sign',
      path('contract.pdf'),
      ...out,
      '--client',
      path('nobody.env'),
    ],
    [/must begin with https:/, 'sign', path('contract.pdf'), ...out, '--client', path('plain.env')],
    [
      /^A signature of format pades is always inside/,
      'sign',
      path('contract.pdf'),
      ...out,
      '--packaging',
      'attached',
      ...client,
    ],
    [/argument 'B-X' is invalid/, 'extend', path('contract.pdf'), '--level', 'B-X', ...out, ...client],
    [/^Name one file, or a digest/, 'timestamp', ...client],
    [/64 hexadecimal digits/, 'timestamp', '--hash', 'abcd', '--out', path('x.tsr'), ...client],
  ];
  for (const [words, ...args] of wrong) {
    const { status, stdout, stderr } = await chancery(...args);
    assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
  assert.deepEqual(readdirSync(path('mistakes')), ['order.xml']);
  assert.deepEqual((await world.client.signatureRequests.list()).signature_requests, []);
});

test('what the engine refuses is its sentence with the reference, and says so in the exit code', async () => {
  writeFileSync(path('cut.pdf'), samplePdf().subarray(0, 3000));
  const told = await chancery('sign', path('cut.pdf'), '--out', path('refused'), '--no-wait', ...client);
  assert.deepEqual([told.status, told.stdout], [1, '']);
  assert.match(
    told.stderr,
    /^The engine refuses: One of the PDF documents is damaged or cut off\. It is documents\[0\]\. \(\w+\)$/m,
  );
  const stranger = ['--client', path('stranger.env')];
  writeFileSync(path('stranger.env'), readFileSync(path('chancery.env'), 'utf8').replace('SECRET=', 'SECRET=_'));
  const unknown = await chancery('timestamp', path('data.bin'), ...stranger);
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /CLIENT_SECRET right\?$/m);
});

test('a PDF, an XML document and data are signed by one approval at B-LTA; judges nobody here wrote agree', async () => {
  const files = ['contract.pdf', 'order.xml', 'data.bin'].map((name) => path(name));
  const wanted = ['--level', 'B-LTA', '--out', path('signed'), '--json'];
  const { link, told } = await signing(...files, ...wanted, ...forAna());
  await ana.signer.approve(link, ana.person);
  const { status, stdout, stderr } = await told;
  assert.equal(status, 0, stderr);
  const { state, files: made } = JSON.parse(stdout);
  assert.equal(state, 'signed');
  const file = (name: string) => ({ file: path('signed', name), level: 'B-LTA' });
  assert.deepEqual(made, [
    { name: 'contract.pdf', ...file('contract.pdf') },
    { name: 'order.xml', ...file('order.xml') },
    { name: 'data.bin', ...file('data.bin.p7s') },
  ]);
  assert.deepEqual(stderr.split('\n').slice(0, 3), ['Uploading', `For the signer: ${link}`, 'Waiting for the signer']);
  assert.match(pdfsig(path('signed', 'contract.pdf'), path('root.pem')), /Signature is Valid/);
  const [cms, beside] = [path('signed', 'data.bin.p7s'), path('data.bin')].map((one) => ({ bytes: readFileSync(one) }));
  assert.deepEqual(judgeWithOpenssl(cms!, [world.engine.root], beside), []);
});

test('Ctrl-C keeps the request and says how to go on; what was signed meanwhile is fetched then', async () => {
  const out = ['--out', path('later'), ...client];
  const { link, pid, told } = await signing(
    path('contract.pdf'),
    ...out,
    '--for',
    `${world.engine.origins.idp}#person-1001`,
  );
  process.kill(pid, 'SIGINT');
  const { status, stdout, stderr } = await told;
  assert.deepEqual([status, stdout], [130, '']);
  const request = /chancery sign --request (\S+) --out \S+later --client \S+chancery\.env$/m.exec(stderr)?.[1] ?? '';
  assert.match(request, /^[\w-]+$/);
  const open = await chancery('sign', '--request', request, '--timeout', '1', ...out);
  assert.deepEqual([open.status, open.stdout], [4, '']);
  assert.match(open.stderr, /^Nobody has signed within 1 seconds\.\nNothing is lost\. Go on with: /m);
  await ana.signer.approve(link, ana.person);
  const done = await chancery('sign', '--request', request, ...out);
  assert.deepEqual([done.status, done.stdout], [0, `${path('later', 'contract.pdf')}  B-B\n`]);
  assert.match(pdfsig(path('later', 'contract.pdf'), path('root.pem')), /Signature is Valid/);
});

test('a file that is larger than any JSON the engine reads is sent as it is', async () => {
  const large = randomFillSync(Buffer.alloc(65 * 1024 * 1024));
  writeFileSync(path('large.bin'), large);
  const told = await chancery('sign', path('large.bin'), '--out', path('large'), '--no-wait', '--json', ...forAna());
  assert.equal(told.status, 0, told.stderr);
  const { documents } = await world.client.signatureRequests.get(JSON.parse(told.stdout).request);
  const sha256 = createHash('sha256').update(large).digest('base64url');
  assert.deepEqual(documents, [{ name: 'large.bin', size: large.length, sha256 }]);
});

test('what the signer refuses is an exit code of its own', async () => {
  const asked = await chancery('sign', path('contract.pdf'), '--out', path('no'), '--no-wait', '--json', ...forAna());
  assert.equal(asked.status, 0, asked.stderr);
  const { request, state, authorization_url: link, files } = JSON.parse(asked.stdout);
  assert.deepEqual([state, files], ['created', []]);
  await ana.signer.refuse(link, ana.person);
  const told = await chancery('sign', '--request', request, '--out', path('no'), '--json', ...client);
  assert.deepEqual([told.status, JSON.parse(told.stdout).state], [3, 'refused']);
  assert.match(told.stderr, /The signer refused to sign\.\n$/);
  assert.deepEqual(readdirSync(path('no')), []);
});

test('extend raises what is signed and keeps every octet of it', async () => {
  const signed = path('later', 'contract.pdf');
  const wanted = ['--level', 'B-LTA', '--roots', path('root.pem'), '--out', path('archived.pdf'), '--json', ...client];
  const { status, stdout, stderr } = await chancery('extend', signed, ...wanted);
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { file: path('archived.pdf'), level: 'B-LTA' });
  const before = readFileSync(signed);
  assert.ok(readFileSync(path('archived.pdf')).subarray(0, before.length).equals(before));
  assert.match(pdfsig(path('archived.pdf'), path('root.pem')), /Signature is Valid/);
  assert.equal((await chancery('extend', signed, ...wanted)).status, 2, 'it is there already');
});

test('a detached signature is extended with what it is over', async () => {
  const over = ['--content', path('data.bin')];
  const wanted = ['--level', 'B-LTA', '--out', path('renewed.p7s'), ...client];
  const told = await chancery('extend', path('signed', 'data.bin.p7s'), ...wanted, ...over);
  assert.deepEqual([told.status, told.stdout], [0, `${path('renewed.p7s')}  B-LTA\n`]);
});

test('a time-stamp over a file, and over a digest alone, is one that openssl believes', async () => {
  const verify = (...more: string[]) => {
    const asked = ['ts', '-verify', '-data', path('data.bin'), '-CAfile', path('root.pem'), ...more];
    const { stdout, stderr } = spawnSync('openssl', asked, { encoding: 'utf8' });
    return stdout + stderr;
  };
  const response = await chancery('timestamp', path('data.bin'), ...client);
  assert.equal(response.status, 0, response.stderr);
  assert.match(verify('-in', path('data.bin.tsr')), /Verification: OK/);
  const hash = createHash('sha512')
    .update(readFileSync(path('data.bin')))
    .digest('hex');
  const digest = ['--hash', hash, '--algorithm', 'sha512'];
  const token = await chancery('timestamp', ...digest, '--out', path('data.tst'), '--json', ...client);
  assert.deepEqual([JSON.parse(token.stdout).hash, token.stderr], [hash, '']);
  assert.match(verify('-in', path('data.tst'), '-token_in'), /Verification: OK/);
});

test('the help of each has an example and the exit codes', async () => {
  for (const command of ['sign', 'extend', 'timestamp']) {
    const { status, stdout } = await chancery(command, '--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`Exit codes: 0 done, 1 [\\s\\S]*Example:\\n {2}chancery ${command} `));
  }
});

test('while the authorities are away, a lower level is written where that was allowed, and said', async () => {
  await world.engine.children.get('servers')?.stop();
  const extend = ['extend', path('later', 'contract.pdf'), '--level', 'B-T', '--out', path('lower.pdf'), ...client];
  const refused = await chancery(...extend);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /No time-stamping authority answered/);
  assert.equal(existsSync(path('lower.pdf')), false);
  const lower = await chancery(...extend, '--lower', '--json');
  assert.deepEqual(JSON.parse(lower.stdout), { file: path('lower.pdf'), level: 'B-B', missing: 'time_stamp' });
  assert.equal(lower.status, 5);
});

const operator = ['--admin', path('admin.env')];

function asOperator(): AdminClient {
  const { engine } = world;
  const token = engine.data.secret('admin-token');
  writeFileSync(path('admin.env'), `CHANCERY=${engine.origins.ssa}\nADMIN_TOKEN=${token}\n`);
  return new AdminClient({ origin: `http://127.0.0.1:${engine.origins.port}`, token });
}

async function told(expected: number, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await chancery('admin', ...args, ...operator);
  assert.equal(status, expected, stderr);
  return stdout;
}

test('an operator registers an application, whose file is what the other commands read', async () => {
  asOperator();
  const made = ['client', 'create', '--provider', 'Banco Norte', '--name', 'archive', '--out', path('archive.env')];
  assert.equal(await told(0, ...made), '');
  assert.match(readFileSync(path('archive.env'), 'utf8'), /^CHANCERY=\S+\nCLIENT_ID=\S+\nCLIENT_SECRET=\S{43}\n$/);
  const { CLIENT_ID = '', CLIENT_SECRET = '' } = parseEnv(readFileSync(path('archive.env'), 'utf8'));
  const origin = `http://127.0.0.1:${world.engine.origins.port}`;
  const archive = new ChanceryClient({ origin, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
  assert.deepEqual((await archive.signatureRequests.list()).signature_requests, []);
  await told(2, 'client', 'create', '--provider', 'nobody');
  assert.doesNotMatch(
    await told(
      0,
      'client',
      'create',
      '--provider',
      'Banco Norte',
      '--auth-method',
      'none',
      '--native',
      '--redirect-uri',
      'http://127.0.0.1/cb',
    ),
    /SECRET/,
  );
});

test('the whole configuration is a file: exported it differs in nothing, applied twice it changes nothing', async () => {
  const admin = asOperator();
  const file = path('engine.yaml');
  const exported = await told(0, 'export');
  assert.doesNotMatch(exported, new RegExp(world.provider.clientSecret));
  assert.doesNotMatch(exported, /ca-token: .{20}/);
  writeFileSync(file, exported);
  assert.equal(await told(0, 'diff', file, '--prune'), '');
  assert.equal(await told(0, 'apply', file, '--prune'), 'Nothing differs.\n');
  const more = [
    ...[
      '  - name: Southern banks',
      '    branding:',
      '      logo: { file: south.png, text: South }',
      '      texts: { es: { greeting: Los bancos del sur } }',
      '    providers:',
      '      - name: Banco Sur',
      '        quota: { createSignatureRequest: 7 }',
    ],
    ...[
      '        clients:',
      '          - name: portal',
      '            redirect_uris: [https://sur.example/back]',
      '            accounts: own',
      '            response_uris: [https://sur.example/answers]',
      '            compatibility: true',
      '            required_acr_values: [high]',
      '            required_max_age: 600',
      '            secret_file: sur.secret',
      '            webhooks:',
      `              - { url: ${world.engine.origins.webhook}/told, events: [signed], secret_file: hook.secret }`,
    ],
  ];
  writeFileSync(
    file,
    `${exported.trimEnd().replace('label: Sandbox identity provider', 'label: Our login')}\n${more.join('\n')}\n`,
  );
  await told(2, 'diff', file);
  copyFileSync(join(root, 'ssa', 'src', 'page', 'public', 'assets', 'logo.png'), path('south.png'));
  const steps = await told(1, 'diff', file);
  assert.match(steps, /^~ groups Sandbox \/ idps \S+: label$/m);
  assert.match(
    steps,
    /^\+ groups Southern banks\n\+ groups Southern banks \/ providers Banco Sur\n\+ .* \/ clients portal\n\+ .*portal \/ webhooks \S+told$/m,
  );
  mkdirSync(path('secrets'), { recursive: true });
  for (const [, name = ''] of exported.matchAll(/(?:client_secret|token)_file: (\S+)/g))
    writeFileSync(path(name), 'kept-elsewhere');
  writeFileSync(path(/client_secret_file: (\S+)/.exec(exported)?.[1] ?? ''), world.engine.data.secret('idp-client'));
  assert.equal(await told(0, 'apply', file), steps);
  assert.equal(await told(0, 'diff', file), '');
  assert.equal(await told(0, 'apply', file), 'Nothing differs.\n');
  assert.match(readFileSync(path('sur.secret'), 'utf8'), /^\S{43}\n$/);
  assert.match(readFileSync(path('hook.secret'), 'utf8'), /^whsec_\S{44}\n$/);
  assert.match(await told(0, 'export'), /webhooks:\n +- url: http\S+told\n +events:\n +- signed\n +secret_file: \S+\n/);
  assert.equal((await admin.idps.list()).find(({ label }) => label === 'Our login') === undefined, false);
  const [southern] = (await admin.groups.list()).filter(({ name }) => name === 'Southern banks');
  assert.equal(southern?.branding?.logo?.png, readFileSync(path('south.png')).toString('base64'));
  const again = await told(0, 'export');
  writeFileSync(path('again.yaml'), again);
  assert.equal(await told(0, 'diff', path('again.yaml'), '--prune'), '');
  writeFileSync(path('again.yaml'), again.replace(/ {4}branding:\n( {6,}.*\n)+/, '    branding: {}\n'));
  assert.equal(await told(0, 'apply', path('again.yaml')), '~ groups Southern banks: branding\n');
  assert.equal(await told(0, 'diff', path('again.yaml')), '');
  await assert.rejects(admin.groups.remove(southern?.id ?? ''), { code: 'conflict' });
  writeFileSync(file, exported);
  assert.match(
    await told(0, 'apply', file, '--prune'),
    /^~ .*: label\n- .* \/ webhooks \S+told\n- .* \/ clients portal\n- .*Banco Sur\n- groups Southern banks\n$/,
  );
  await assert.rejects(admin.groups.get(southern?.id ?? ''), { code: 'not_found' });
});

test('a file with a mistake, or two things of one name, is refused before anything is done', async () => {
  asOperator();
  writeFileSync(path('wrong.yaml'), 'groups: [{ name: A, idp: [] }]');
  await told(2, 'apply', path('wrong.yaml'));
  writeFileSync(path('wrong.yaml'), 'groups: [{ name: A, providers: [{ name: B, clients: [{ scopes: [none] }] }] }]');
  await told(2, 'apply', path('wrong.yaml'));
  writeFileSync(path('wrong.yaml'), 'groups: [{ name: A }, { name: A }]');
  await told(1, 'apply', path('wrong.yaml'));
  const { status, stderr } = await chancery('admin', 'export', '--admin', path('chancery.env'));
  assert.deepEqual([status, /ADMIN_TOKEN is missing/.test(stderr)], [2, true]);
});

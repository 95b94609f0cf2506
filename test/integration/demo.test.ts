import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { samplePdf } from '@chancery/sandbox';
import { freePorts } from '../free-ports.ts';
import { pdfsig } from '../pdfsig.ts';
import { lacking } from '../peers.ts';
import { cloned } from './clone.ts';
import { begin, demoByLauncher, launch } from './command.ts';
import { processesNaming, survivors } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery demo é-'));
const inFolder = (...parts: string[]) => join(folder, ...parts);
/** Where the demo keeps its data while it runs. */
const scratch = inFolder('scratch');
mkdirSync(scratch);
/** What of the demo is still there; npm and node keep caches of their own in the same place. */
const left = () => readdirSync(scratch).filter((name) => name.startsWith('chancery'));
const env = { ...process.env, TMPDIR: scratch };
after(() => {
  for (const { pid } of processesNaming(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const judges = lacking('poppler-utils', 'libnss3-tools', 'qpdf');

interface Told {
  readonly ok: boolean;
  readonly output: string;
  readonly root: string;
  readonly steps: ReadonlyArray<{ readonly name: string; readonly proved: string; readonly milliseconds: number }>;
  readonly refusals: ReadonlyArray<{ readonly cheat: string; readonly refused: boolean; readonly reason: string }>;
  readonly data?: string;
}

/** A machine with a shell, Node and its npm: no compiler, no python, no network, nothing in the cache. */
function barely(): NodeJS.ProcessEnv {
  const bin = inFolder('bin');
  mkdirSync(bin);
  for (const program of ['node', 'npm', 'sh']) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(), join(bin, program));
  }
  const npm = { npm_config_registry: 'http://127.0.0.1:1/', npm_config_cache: inFolder('cache') };
  return { PATH: bin, HOME: folder, TMPDIR: scratch, ...npm };
}

test('npm run demo, with Node alone and no network, signs a PDF and prints one JSON object and nothing else', {
  skip: judges,
}, async () => {
  const clone = cloned(after);
  const args = ['run', '-s', 'demo', '--', '--json', '--port', String(await freePorts())];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: clone, env: barely(), encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const told = JSON.parse(stdout) as Told;
  assert.equal(stdout, `${JSON.stringify(told)}\n`);
  assert.equal(told.ok, true);
  assert.equal(told.output, join(clone, 'signed.pdf'));
  assert.ok(
    told.steps.length >= 9 && told.steps.every(({ proved, milliseconds }) => proved !== '' && milliseconds >= 0),
  );
  assert.deepEqual(
    told.refusals.map(({ refused }) => refused),
    [true, true, true, true],
  );
  assert.equal(new Set(told.refusals.map(({ reason }) => reason)).size, 4);
  const judged = pdfsig(told.output, told.root);
  assert.match(judged, /Signature is Valid/);
  assert.match(judged, /Total document signed/);
  assert.equal(spawnSync('qpdf', ['--check', told.output]).status, 0);
  const sample = samplePdf();
  assert.equal(Buffer.compare(readFileSync(told.output).subarray(0, sample.length), sample), 0);
  assert.deepEqual([processesNaming(folder), left()], [[], []]);
});

test('--in, --out, --one-time and --keep: the person’s own document and a key for it alone, told step by step, the data kept', async () => {
  const [given, out] = [inFolder('mon contrat é.pdf'), inFolder('signé.pdf')];
  writeFileSync(given, samplePdf());
  const { status, stdout, stderr } = launch(
    ['demo', '--in', given, '--out', out, '--one-time', '--keep', '--port', String(await freePorts())],
    { env },
  );
  assert.equal(status, 0, stderr);
  assert.equal(stdout.match(/^refused: .+\n {4}\S.+$/gm)?.length, 4);
  assert.match(stdout, /^the signer approves twice +\d+ ms\n {4}A key for this document/m);
  assert.ok(
    stdout.includes(`Signed: ${out}\n`) && stdout.includes(`Trust for readers: ${inFolder('sandbox-root.pem')}\n`),
  );
  const kept = /^Data: (.+)$/m.exec(stdout)?.[1] ?? '';
  assert.ok(existsSync(join(kept, 'sam-db', 'pg', 'PG_VERSION')));
  rmSync(kept, { recursive: true });
  assert.equal(Buffer.compare(readFileSync(out).subarray(0, samplePdf().length), samplePdf()), 0);
});

test('Ctrl-C in the middle ends everything, removes the data and is no success', async () => {
  const out = inFolder('never.pdf');
  const { child, ended } = begin(demoByLauncher, ['--json', '--out', out, '--port', String(await freePorts())], env);
  while (!processesNaming(scratch).some(({ command }) => /lane\.ts/.test(command))) await pause(20);
  process.kill(-(child.pid ?? 0), 'SIGINT');
  assert.deepEqual(await survivors(scratch, 2000), []);
  assert.equal(await ended, 130);
  assert.equal(existsSync(out), false);
  assert.deepEqual(left(), []);
});

/** One sentence, before anything is started; `code` 1 for what is refused, 2 for wrong use. */
function refused(args: readonly string[], sentence: RegExp, code = 1): void {
  const { status, stdout, stderr } = launch(['demo', ...args], { env });
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.equal(stdout, '');
  assert.equal(status, code);
  assert.deepEqual(left(), []);
}

function document(name: string, content: Uint8Array): string {
  writeFileSync(inFolder(name), content);
  return inFolder(name);
}

test('a document that cannot be signed is one sentence', { skip: judges }, () => {
  const whole = samplePdf();
  const encrypted = inFolder('encrypted.pdf');
  execFileSync('qpdf', ['--encrypt', 'user', 'owner', '256', '--', document('plain.pdf', whole), encrypted]);
  const cannot = (why: RegExp) =>
    new RegExp(`^/.+\\.pdf cannot be signed: ${why.source}.*\\. Nothing was started\\.\n$`);
  refused(['--in', encrypted], cannot(/the document opens only with a password/));
  refused(['--in', document('cut.pdf', whole.subarray(0, whole.length / 2))], cannot(/./));
  refused(['--in', document('empty.pdf', new Uint8Array())], cannot(/the file does not begin like a PDF/));
  refused(
    ['--in', document('picture.pdf', Buffer.from('89504e470d0a1a0a', 'hex'))],
    cannot(/the file does not begin like a PDF/),
  );
});

test('files that cannot be read, written or kept are one sentence', () => {
  refused(['--in', inFolder('none.pdf')], /^\/.+none\.pdf cannot be read\. Nothing was started\.\n$/);
  refused(['--out', inFolder('no', 'such', 'folder.pdf')], /cannot be written\. Nothing was started\.\n$/);
  refused(['--out', folder], /cannot be written\. Nothing was started\.\n$/);
  const own = document('own.pdf', samplePdf());
  refused(['--in', own, '--out', own], /^--out would overwrite .+own\.pdf itself\. .+ Nothing was started\.\n$/);
});

test('wrong use is told apart from a failure', () => {
  refused(['--port', '80'], /^error: --port wants a number from 1024 to 65000, not "80"\n/, 2);
  refused(['--outt', 'x'], /unknown option '--outt'/, 2);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'chancery demo é-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly ok: boolean;
  readonly output: string;
  readonly refusals: ReadonlyArray<{ readonly cheat: string; readonly refused: boolean }>;
}

function launch(...args: string[]) {
  return spawnSync(process.execPath, [join(root, 'launch.mjs'), ...args], { encoding: 'utf8', timeout: 120_000 });
}

test('npm run demo signs a PDF, refuses four cheats and prints one JSON object and nothing else', () => {
  const out = join(folder, 'signed.pdf');
  const { status, stdout, stderr } = launch('demo', '--json', '--out', out, '--port', '9400');
  assert.equal(status, 0, stderr);
  const told = JSON.parse(stdout) as Told;
  assert.equal(told.ok, true);
  assert.equal(told.refusals.length, 4);
  assert.ok(told.refusals.every((one) => one.refused));
  const rootPem = join(folder, 'sandbox-root.pem');
  const database = join(folder, 'nss');
  spawnSync('mkdir', ['-p', database]);
  spawnSync('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
  spawnSync('certutil', ['-A', '-d', `sql:${database}`, '-n', 'root', '-t', 'CT,C,C', '-i', rootPem]);
  const judged = spawnSync('pdfsig', ['-nssdir', `sql:${database}`, told.output], { encoding: 'utf8' }).stdout;
  assert.match(judged, /Signature is Valid/);
  assert.match(judged, /Total document signed/);
  assert.equal(spawnSync('qpdf', ['--check', told.output]).status, 0);
  assert.equal(readFileSync(told.output).subarray(0, 5).toString(), '%PDF-');
});

test('a document that is no PDF is refused with one sentence and no stack', () => {
  const file = join(folder, 'picture.pdf');
  writeFileSync(file, Buffer.from('89504e470d0a1a0a', 'hex'));
  const { status, stderr } = launch('demo', '--in', file, '--out', join(folder, 'x.pdf'), '--port', '9400');
  assert.equal(status, 1);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.match(stderr, /PDF/);
});

test('a missing file and a port out of range are told apart from a failure', () => {
  assert.match(launch('demo', '--in', join(folder, 'none.pdf')).stderr, /cannot be read. Nothing was started/);
  const { status, stderr } = launch('demo', '--port', '80');
  assert.equal(status, 2);
  assert.match(stderr, /--port wants a number/);
});

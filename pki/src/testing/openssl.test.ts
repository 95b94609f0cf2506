/** The openssl program, a foreign judge for what we build and a foreign maker of what we read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Certificate } from '../certificate.ts';
import { toPem } from '../pem.ts';
import type { Key } from './sample-authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'pki-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
let made = 0;

/** The path of a new file with this content, gone after the tests. */
export function file(content: Uint8Array | string = ''): string {
  const path = join(folder, String(made++));
  writeFileSync(path, content);
  return path;
}

export function pem(...certificates: readonly Certificate[]): string {
  return file(certificates.map(({ der }) => toPem('CERTIFICATE', der)).join(''));
}

export function keyFile({ privateKey }: Key): string {
  return file(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

/** What it prints, on both channels. */
export function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, `openssl ${args[0]}: ${stderr}`);
  return stdout + stderr;
}

/** What it writes into `-out` or another option that names a file. */
export function opensslFile(option: string, ...args: readonly string[]): Uint8Array {
  const path = file();
  openssl(...args, option, path);
  return new Uint8Array(readFileSync(path));
}

test('openssl, the foreign judge, is of the third generation', async () => {
  // A suite that waits for its keys is declared after this test has begun: with nothing left to run, the run would be over.
  await setImmediate();
  assert.match(openssl('version'), /^OpenSSL 3\./);
});

/** openssl, which has the last word on CMS; for tests only. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '@chancery/pki';

const folder = mkdtempSync(join(tmpdir(), 'cades-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
let made = 0;

export function file(content: Uint8Array | string = ''): string {
  const path = join(folder, String(made++));
  writeFileSync(path, content);
  return path;
}

export const pem = (...certificates: readonly Uint8Array[]) =>
  file(certificates.map((der) => toPem('CERTIFICATE', der)).join(''));

/** What it prints; `-out` files are read with `made`. */
export function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, `openssl ${args[0]}: ${stderr}`);
  return stdout + stderr;
}

export function opensslFile(...args: readonly string[]): Uint8Array {
  const path = file();
  openssl(...args, '-out', path);
  return new Uint8Array(readFileSync(path));
}

/** Every signer of it verifies up to one of the roots, as CAdES; `content` is what lies beside it. */
export function opensslVerifies(cms: Uint8Array, roots: readonly Uint8Array[], content?: Uint8Array): void {
  const beside = content ? ['-content', file(content)] : [];
  const trust = ['-CAfile', pem(...roots), '-purpose', 'any', '-cades'];
  const said = openssl(
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    file(cms),
    ...trust,
    ...beside,
    '-out',
    file(),
  );
  assert.match(said, /CAdES Verification successful/);
}

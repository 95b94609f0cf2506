import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { toPem } from '@chancery/pki';
import { absent } from '../testing/absent.test.ts';
import type { PreparedPades } from './prepared.ts';
import { listPdfSignatures } from './signatures.ts';

/** The programs nobody here wrote that have the last word on a signed file; for tests only. */
const timeout = 20_000;
const programs = ['qpdf', 'pdfsig', 'openssl'] as const;

/** Skips visibly where they are missing; with CI set that is a failure. */
export function judgesMissing(t: TestContext): boolean {
  const missing = programs.filter((program) => spawnSync(program, ['-v']).error !== undefined);
  return missing.length > 0 && absent(t, `not installed: ${missing.join(', ')}`);
}

/** Exit code of `qpdf --check`: 0 clean, 3 warnings, 2 errors. */
export function qpdfCheck(bytes: Uint8Array, password = ''): number {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'a.pdf'), bytes);
    return (
      { 0: 0, 3: 1, 2: 2 }[
        spawnSync('qpdf', [`--password=${password}`, '--check', join(folder, 'a.pdf')], { timeout }).status ?? 2
      ] ?? 2
    );
  });
}

/** The file as qpdf writes it again with these arguments. */
export function qpdf(bytes: Uint8Array, ...args: readonly string[]): Buffer {
  return inFolder((folder) => {
    const [from, to] = [join(folder, 'from.pdf'), join(folder, 'to.pdf')];
    writeFileSync(from, bytes);
    execFileSync('qpdf', [...args, from, to], { stdio: 'pipe', timeout });
    return readFileSync(to);
  });
}

export interface Password {
  readonly of: 'user' | 'owner';
  readonly text: string;
}

/** pdfsig must find one signature over the whole file, and call it valid. */
export function pdfsigAccepts(signed: Uint8Array, password?: Password): void {
  inFolder((folder) => {
    writeFileSync(join(folder, 'a.pdf'), signed);
    const unlock = password === undefined ? [] : [password.of === 'user' ? '-upw' : '-opw', password.text];
    const { stdout } = spawnSync('pdfsig', ['-nocert', ...unlock, join(folder, 'a.pdf')], {
      encoding: 'utf8',
      timeout,
    });
    const whole = stdout.split(/^Signature #/m).filter((block) => /^ +- Total document signed/m.test(block));
    assert.equal(whole.length, 1, `pdfsig sees no signature over the whole document:\n${stdout}`);
    assert.match(whole[0]!, /Signature is Valid\./);
  });
}

/** `openssl cms -verify` over the two ranges, with the given root. */
export function opensslAccepts(signed: Uint8Array, { byteRange }: PreparedPades, root: Uint8Array): void {
  const [, before, after, rest] = byteRange;
  const hex = Buffer.from(signed.subarray(before + 1, after - 1)).toString('latin1');
  inFolder((folder) => {
    const file = (name: string, content: Uint8Array | string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const content = file('content', Buffer.concat([signed.subarray(0, before), signed.subarray(after, after + rest)]));
    const cms = file('cms', Buffer.from(hex, 'hex'));
    const trust = ['-CAfile', file('root.pem', toPem('CERTIFICATE', root)), '-purpose', 'any'];
    const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-in', cms, '-content', content];
    execFileSync('openssl', [...verify, ...trust, '-out', join(folder, 'out')], { stdio: 'pipe', timeout });
  });
}

/** `openssl ts -verify` of the last time-stamp of the document over its two ranges. */
export function opensslVerifiesStamp(stamped: Uint8Array, root: Uint8Array, password?: string): void {
  const last = listPdfSignatures(stamped, password === undefined ? {} : { password }).at(-1)!;
  const [, before, after, rest] = last.byteRange as [number, number, number, number];
  inFolder((folder) => {
    const file = (name: string, content: Uint8Array | string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const content = file(
      'content',
      Buffer.concat([stamped.subarray(0, before), stamped.subarray(after, after + rest)]),
    );
    const trust = ['-CAfile', file('root.pem', toPem('CERTIFICATE', root))];
    const token = ['-token_in', '-in', file('token', last.contents)];
    execFileSync('openssl', ['ts', '-verify', '-data', content, ...token, ...trust], { stdio: 'pipe', timeout });
  });
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ades-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

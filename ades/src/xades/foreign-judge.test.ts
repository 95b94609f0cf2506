/** xmlsec1, which nobody here wrote, has the last word on a signed XML; for tests only. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { toPem } from '@chancery/pki';
import { absent } from '../testing/absent.test.ts';

/** Elements by whose attribute Id references may go. */
const withIds = [
  'http://www.w3.org/2000/09/xmldsig#:Object',
  'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
  'item',
  'urn:a:item',
].flatMap((name) => ['--id-attr:Id', name]);

export function xmlsec1Missing(t: TestContext): boolean {
  return spawnSync('xmlsec1', ['--version']).error !== undefined && absent(t, 'xmlsec1 is not installed');
}

/** The signature with that number, from one on, is valid and its chain ends at the root; files lie beside the document. */
export function xmlsec1Accepts(
  signed: Uint8Array,
  root: Uint8Array,
  number = 1,
  files: Readonly<Record<string, Uint8Array>> = {},
): void {
  const folder = mkdtempSync(join(tmpdir(), 'xades-'));
  try {
    const papers = { ...files, 'signed.xml': signed, 'root.pem': toPem('CERTIFICATE', root) };
    for (const [name, content] of Object.entries(papers)) writeFileSync(join(folder, name), content);
    const node = ['--node-xpath', `(//*[local-name()='Signature'])[${number}]`];
    const args = ['--verify', ...node, '--trusted-pem', 'root.pem', ...withIds, 'signed.xml'];
    const { status, stdout, stderr } = spawnSync('xmlsec1', args, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout + stderr, /^OK/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

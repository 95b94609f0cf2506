/** xmlsec1, which nobody here wrote: it judges our signatures and makes others for us to judge. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const timeout = 20_000;

/** Skips visibly where it is missing; with CI set that is a failure. */
export function xmlsec1Missing(t: TestContext): boolean {
  if (spawnSync('xmlsec1', ['--version']).error === undefined) return false;
  assert.ok(process.env['CI'] === undefined, 'xmlsec1 is missing');
  t.skip('xmlsec1 is not installed');
  return true;
}

export interface Papers {
  readonly [name: string]: Uint8Array | string;
}

/** Elements by whose attribute Id references may go. */
const withIds = [
  'http://www.w3.org/2000/09/xmldsig#:Object',
  'http://www.w3.org/2000/09/xmldsig#:SignatureValue',
  'http://www.w3.org/2000/09/xmldsig#:KeyInfo',
  'http://www.w3.org/2000/09/xmldsig#:Manifest',
  'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
].flatMap((name) => ['--id-attr:Id', name]);

/** What xmlsec1 says of the first signature in it; empty when it is valid. `idNodes` are names of other elements with an Id. */
export function xmlsec1Complaint(
  signed: Uint8Array,
  root: string,
  { files = {}, idNodes = [], at = 1 }: { files?: Papers; idNodes?: readonly string[]; at?: number } = {},
): string {
  return inFolder({ ...files, 'signed.xml': signed, 'root.pem': root }, (folder) => {
    const node = ['--node-xpath', `(//*[local-name()='Signature'])[${at}]`];
    const ids = [...withIds, ...idNodes.flatMap((name) => ['--id-attr:Id', name])];
    const args = ['--verify', ...node, '--trusted-pem', 'root.pem', ...ids, 'signed.xml'];
    const { status, stdout, stderr } = spawnSync('xmlsec1', args, { cwd: folder, encoding: 'utf8', timeout });
    return status === 0 && /^OK/m.test(stdout + stderr) ? '' : stdout + stderr;
  });
}

/** A template filled and signed. */
export function xmlsec1Signs(template: string, key: string, certificate: string, files: Papers = {}): Uint8Array {
  const papers = { ...files, 'template.xml': template, 'key.pem': key, 'certificate.pem': certificate };
  return inFolder(papers, (folder) => {
    const args = ['--sign', '--privkey-pem', 'key.pem,certificate.pem', ...withIds, '--id-attr:Id', 'item'];
    const output = ['--output', 'signed.xml', 'template.xml'];
    const { status, stderr } = spawnSync('xmlsec1', [...args, ...output], { cwd: folder, encoding: 'utf8', timeout });
    assert.equal(status, 0, stderr);
    return readFileSync(join(folder, 'signed.xml'));
  });
}

function inFolder<T>(papers: Papers, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'xmldsig-'));
  try {
    for (const [name, content] of Object.entries(papers)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

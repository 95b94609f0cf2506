/** openssl as a judge of CMS. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '@chancery/pki';
import type { Content } from './dss.ts';

/** What is wrong with a signature, in openssl's words; `beside` is the content of a detached one. */
export function judgeWithOpenssl(signed: Content, roots: readonly Uint8Array[], beside?: Content): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-openssl-'));
  const file = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  try {
    const trust = ['-CAfile', file('roots', roots.map((root) => toPem('CERTIFICATE', root)).join(''))];
    const content = beside ? ['-content', file('content', octetsOf(beside))] : [];
    const asked = ['-inform', 'DER', '-in', file('signed', octetsOf(signed)), ...content, '-out', join(folder, 'out')];
    const args = ['cms', '-verify', '-binary', '-cades', '-purpose', 'any', ...trust, ...asked];
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    return status === 0 ? [] : [stderr.trim()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function octetsOf(content: Content): Uint8Array {
  if ('bytes' in content) return content.bytes;
  throw new Error('no octets to judge');
}

/** Tokens of SoftHSM in a folder of their own: the PKCS#11 module that is tested against. Not for production. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SoftHsm {
  readonly library: string;
  readonly folder: string;
  /** What a process needs to find these tokens. */
  readonly environment: Readonly<Record<string, string>>;
  readonly userPin: string;
  readonly soPin: string;
  /** pkcs11-tool over the first token named, logged in: what it prints, refusals among it. */
  tool(token: string, ...options: readonly string[]): string;
  remove(): void;
}

const library = '/usr/lib/softhsm/libsofthsm2.so';

export const softHsmLacking = !existsSync(library) && 'softhsm2 not installed';

export function softHsm(...labels: readonly string[]): SoftHsm {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-softhsm-'));
  const [userPin, soPin] = ['user-pin-of-tests', 'officers-pin-of-tests'];
  mkdirSync(join(folder, 'tokens'));
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  const environment = { SOFTHSM2_CONF: configuration, PATH: '/usr/bin:/bin' };
  const run = (program: string, options: readonly string[]) => {
    const { stdout, stderr } = spawnSync(program, options, { env: environment, encoding: 'utf8' });
    return stdout + stderr;
  };
  for (const label of labels) {
    run('softhsm2-util', ['--init-token', '--free', '--label', label, '--so-pin', soPin, '--pin', userPin]);
  }
  return {
    library,
    folder,
    environment,
    userPin,
    soPin,
    tool: (token, ...options) =>
      run('pkcs11-tool', ['--module', library, '--token-label', token, '--login', '--pin', userPin, ...options]),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

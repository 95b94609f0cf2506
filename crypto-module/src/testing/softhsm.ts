import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pkcs11ModuleOptions } from '../pkcs11-module.ts';
import type { TokenKeys } from './token-keys.ts';

const library = '/usr/lib/softhsm/libsofthsm2.so';
const soPin = '87654321';
export const moduleKeyLabels = [
  'chancery-kek-1',
  'chancery-kek-2',
  'chancery-record-binding',
  'chancery-row-mac',
  'chancery-pepper',
  'chancery-otp',
  'chancery-statement',
  'chancery-sad',
  'chancery-checkpoint',
  'chancery-sam-encryption',
] as const;

/** For the `skip` of a suite: what it needs and is not here, or false. */
export function softHsmLacking(): string | false {
  if (!existsSync(library) || globSync('/usr/lib/*/pkcs11-spy.so').length === 0)
    return 'softhsm2 or opensc is not installed';
  try {
    createRequire(import.meta.url).resolve('pkcs11js/build/Release/pkcs11.node');
    return false;
  } catch {
    return 'pkcs11js is not built';
  }
}

type Wanted = Partial<Pick<TokenKeys, 'seed' | 'trusted' | 'generation' | 'weak' | 'labels'>>;

/** Tokens of SoftHSM in a temporary folder. */
export class SoftHsm {
  readonly library = library;
  readonly folder = mkdtempSync(join(tmpdir(), 'chancery-softhsm-'));
  readonly environment = { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') };
  readonly tokenFolder = join(this.folder, 'tokens');
  readonly seed = randomBytes(16).toString('hex');

  constructor() {
    mkdirSync(this.tokenFolder);
    const lines = [`directories.tokendir = ${this.tokenFolder}`, 'objectstore.backend = file', 'log.level = ERROR'];
    writeFileSync(this.environment.SOFTHSM2_CONF, `${lines.join('\n')}\n`);
  }

  /** A token with the keys of a module, those of one seed unless told. */
  token(label: string, wanted: Wanted = {}): { readonly label: string; readonly pin: string } {
    const pin = randomBytes(8).toString('hex');
    const args = ['--init-token', '--free', '--label', label, '--so-pin', soPin, '--pin', pin];
    execFileSync('softhsm2-util', args, { env: { PATH: '/usr/bin', ...this.environment }, stdio: 'pipe' });
    this.addKeys({ label, pin }, wanted);
    return { label, pin };
  }

  addKeys(token: { readonly label: string; readonly pin: string }, wanted: Wanted = {}): void {
    const plain = { seed: this.seed, trusted: false, generation: 1, weak: false, labels: moduleKeyLabels };
    const keys: TokenKeys = { library, soPin, ...token, ...plain, ...wanted };
    const program = join(import.meta.dirname, 'token-keys.ts');
    const run = spawnSync(process.execPath, [program], { input: JSON.stringify(keys), env: this.environment });
    if (run.status !== 0) throw new Error(`The keys of the token were not made: ${run.stderr}`);
  }

  /** What opens a module on these tokens; the kinds of key that are quick to make. */
  options(...tokens: Pkcs11ModuleOptions['tokens']): Pkcs11ModuleOptions {
    const algorithms = [
      { kind: 'ec', curve: 'P-256' },
      { kind: 'rsa', bits: 2048 },
    ] as const;
    return { library, environment: this.environment, provider: 'softhsm2', tokens, algorithms };
  }

  /** The same behind OpenSC's spy, which writes down every call; `calls` counts those of one function. */
  spied(options: Pkcs11ModuleOptions) {
    const [spy = ''] = globSync('/usr/lib/*/pkcs11-spy.so');
    const log = join(this.folder, 'spy.log');
    const environment = { ...options.environment, PKCS11SPY: library, PKCS11SPY_OUTPUT: log };
    const written = () => readFileSync(log, 'utf8');
    const calls = (name: string) => written().split(`: ${name}\n`).length - 1;
    return { options: { ...options, library: spy, environment }, calls, written };
  }

  /** A key of the module, as the seed gives it. */
  secret(label: (typeof moduleKeyLabels)[number], generation = 1): Buffer {
    return createHash('sha256').update(`${this.seed} ${label} ${generation}`).digest();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The foreign programs the suites meet: what each is for, and how it gets here. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

type Peer = { readonly package: string; readonly why: string; readonly present: () => boolean };

const onPath = (name: string) => () => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const postgres = () => existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0;

/** What compiles pkcs11js, whose types `npm run check` reads. */
const building: readonly Peer[] = [
  { package: 'g++', why: 'compiles pkcs11js', present: onPath('g++') },
  { package: 'make', why: 'compiles pkcs11js', present: onPath('make') },
  {
    package: 'python3',
    why: 'compiles pkcs11js; and pyHanko, a client and validator nobody here wrote',
    present: onPath('python3'),
  },
];

const suites: readonly Peer[] = [
  ...building,
  { package: 'chromium', why: 'a real browser goes from upload to the signed document', present: onPath('chromium') },
  {
    package: 'fonts-noto-core',
    why: 'the browser draws every script',
    present: () => existsSync('/usr/share/fonts/truetype/noto'),
  },
  { package: 'poppler-utils', why: 'pdfsig judges PAdES signatures', present: onPath('pdfsig') },
  { package: 'libnss3-tools', why: 'certutil gives pdfsig the trusted root', present: onPath('certutil') },
  { package: 'qpdf', why: 'judges the structure of PDF files', present: onPath('qpdf') },
  { package: 'openssl', why: 'judges certificates, OCSP answers and CMS', present: onPath('openssl') },
  { package: 'libxml2-utils', why: 'xmllint judges canonical XML', present: onPath('xmllint') },
  { package: 'xmlsec1', why: 'judges XML signatures', present: onPath('xmlsec1') },
  { package: 'unzip', why: 'judges containers', present: onPath('unzip') },
  { package: 'postgresql', why: 'the database of production, several nodes on it', present: postgres },
  {
    package: 'python3-venv',
    why: 'keeps pyHanko apart from the system',
    present: () => spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0,
  },
  { package: 'softhsm2', why: 'a cryptographic module behind PKCS#11', present: onPath('softhsm2-util') },
  {
    package: 'opensc',
    why: 'looks into that module from outside, and writes down what is called',
    present: onPath('pkcs11-tool'),
  },
  { package: 'xxd', why: 'the README turns a signature in hex into octets', present: onPath('xxd') },
  { package: 'curl', why: 'the README speaks curl', present: onPath('curl') },
  {
    package: 'default-jdk-headless',
    why: 'runs an example, and DSS, the validator of the EU',
    present: onPath('javac'),
  },
];

/** `npm run conformance` meets one more. */
const conformance: readonly Peer[] = [
  ...suites,
  { package: 'maven', why: 'fetches DSS exactly as pinned', present: onPath('mvn') },
];

const peers = { building, suites, conformance };

/**
 * Makes the peers of a command available: on Debian as root by installing them, after saying what and why; elsewhere by
 * printing the line to run. Returns the packages still missing; suites that need them skip visibly.
 */
export function ensurePeers(command: keyof typeof peers = 'suites'): string[] {
  const missing = peers[command].filter((peer) => !peer.present());
  if (missing.length === 0) return [];
  for (const peer of missing) process.stderr.write(`  ${peer.package.padEnd(18)} ${peer.why}\n`);
  const names = missing.map((peer) => peer.package);
  if (process.getuid?.() !== 0 || !onPath('apt-get')()) {
    process.stderr.write(`To run every suite: sudo apt-get install --no-install-recommends ${names.join(' ')}\n`);
    return names;
  }
  process.stderr.write('Installing these peers of the tests with apt-get.\n');
  return installWithoutStarting(names) ? [] : names;
}

/** Where npm found no compiler it left pkcs11js out; one may be there by now. Nothing of what is installed changes. */
export function ensurePkcs11js(): void {
  if (existsSync(join(root, 'node_modules/pkcs11js/build/Release/pkcs11.node')) || !onPath('g++')()) return;
  process.stderr.write('Compiling pkcs11js.\n');
  const folder = mkdtempSync(join(tmpdir(), 'chancery-node-'));
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  // By another name: what writes the compiler's lines takes no path with a space in it.
  const nodedir = join(folder, 'node');
  symlinkSync(packaged, nodedir);
  const found = existsSync(packaged)
    ? { npm_config_nodedir: nodedir, npm_package_config_node_gyp_nodedir: nodedir }
    : {};
  const env = { ...process.env, ...found, npm_config_loglevel: 'error' };
  spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund'], { cwd: root, env, stdio: ['ignore', 2, 2] });
  rmSync(folder, { recursive: true });
}

/** For the `skip` of a suite: which of the packages it needs is not here, or false. */
export function lacking(...packages: readonly string[]): string | false {
  const gone = Object.values(peers)
    .flat()
    .filter((peer) => packages.includes(peer.package) && !peer.present());
  return gone.length > 0 && `${gone.map((peer) => peer.package).join(', ')} not installed`;
}

/** Debian starts a service when it installs one, unless a policy file says no; the tests start their own. */
function installWithoutStarting(names: readonly string[]): boolean {
  const script = `set -e; P=/usr/sbin/policy-rc.d
    if [ ! -e $P ]; then printf '#!/bin/sh\\nexit 101\\n' > $P; chmod 755 $P; trap 'rm -f $P' EXIT; fi
    apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${names.join(' ')}`;
  return spawnSync('sh', ['-c', script], { stdio: ['ignore', 2, 2] }).status === 0;
}

// The one door to every command from a fresh clone: runs under any Node from 20 on and needs no package.
// It installs what the lock file names when the lock has changed, then hands over to the Node 24 of the lock file.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, 'node_modules', '.chancery-lock');
const programs = {
  demo: ['programs/src/chancery.ts', 'demo'],
  start: ['programs/src/chancery.ts', 'sandbox', 'start'],
  chancery: ['programs/src/chancery.ts'],
  test: ['test/run.ts'],
  bench: ['test/bench/run.ts'],
  fuzz: ['test/fuzz/run.ts'],
  soak: ['test/soak/run.ts'],
  conformance: ['test/conformance/run.ts'],
  check: ['test/check.ts'],
};

function fail(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  fail(`Chancery needs Node 20 or newer to start; this is Node ${process.versions.node}.`);
}

/** What an installation depends on: the lock file and the machine it is for. */
function wanted() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** Installs unless exactly this was installed to the end; the stamp goes first and comes last. */
async function install() {
  const hash = wanted();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(stamp, { force: true });
  const started = Date.now();
  process.stderr.write('Installing the packages of the lock file (about a minute the first time) ');
  const dots = setInterval(() => process.stderr.write('.'), 2000);
  const { code, words } = await npmCi();
  clearInterval(dots);
  if (code !== 0) fail(`\n${whyNot(words)} Nothing was started.`);
  writeFileSync(stamp, hash);
  process.stderr.write(` done in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

function npmCi() {
  const script = process.env.npm_execpath ?? '';
  const [command, ...args] = script.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm'];
  const child = spawn(command, [...args, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...headers(), npm_config_loglevel: 'error' },
  });
  whenAskedToStop((signal) => {
    child.kill(signal);
    fail('\nInterrupted: the packages are not installed. Nothing was started.', 130);
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (words += data));
  return new Promise((resolve) => {
    child.on('error', () => resolve({ code: 127, words }));
    child.on('close', (code) => resolve({ code, words }));
  });
}

/**
 * What is compiled at installation (pkcs11js, where there is a compiler) finds Node's headers beside the packaged Node: none are fetched.
 * By another name, since what writes the compiler's lines takes no path with a space in it.
 */
function headers() {
  const packaged = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  if (!packaged) return {};
  const folder = mkdtempSync(join(tmpdir(), 'chancery-node-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const nodedir = join(folder, 'node');
  symlinkSync(join(root, 'node_modules', `node-${process.platform}-${process.arch}`), nodedir);
  return { npm_config_nodedir: nodedir, npm_package_config_node_gyp_nodedir: nodedir };
}

function whyNot(words) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(words)?.[1];
  if (words === '') return 'The packages are not installed: npm cannot be run.';
  if (/^(E(CONN|NOT|TIME|AI_|NET|HOST)|ERR_SOCKET)/.test(code ?? '')) {
    return `The packages are not installed, and the package registry cannot be reached (${code}). Run this again with a network.`;
  }
  return `${words.trim()}\nThe packages could not be installed (${code ?? 'see above'}).`;
}

function node() {
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `There is no packaged Node for ${process.platform}-${process.arch}: please run Chancery with Node 24 or newer (this is ${process.versions.node}).`,
  );
}

/** What ends now on a signal, and on the loss of whoever started this: the last to ask takes the place of the one before. */
let stopNow;

function whenAskedToStop(stop) {
  if (!stopNow) listen();
  stopNow = stop;
}

function listen() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopNow(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stopNow('SIGTERM'), 500).unref();
}

/** Runs the program and lives exactly as long as it: its exit code comes back. What Node compiled once is kept for the next start. */
function handOver(args) {
  const env = { NODE_COMPILE_CACHE: join(root, '.build', 'compiled'), ...process.env };
  const child = spawn(node(), args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  whenAskedToStop((signal) => child.kill(signal));
  child.on('error', () => fail('The packaged Node could not be started: please delete node_modules and try again.'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

refuseOldNode();
const [name, ...rest] = process.argv.slice(2);
const program = programs[name];
if (!program) fail(`Usage: node launch.mjs ${Object.keys(programs).join('|')} [options]`, 2);
await install();
handOver([join(root, program[0]), ...program.slice(1), ...rest]);

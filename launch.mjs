// The one door to every command from a fresh clone: runs under any Node from 20 on and needs no package.
// It installs what the lock file names when the lock has changed, then hands over to the Node 24 of the lock file.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
  conformance: ['test/conformance/run.ts'],
  check: ['test/check.ts'],
};

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
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

function install() {
  const hash = wanted();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const started = Date.now();
  process.stderr.write('Installing the packages of the lock file (about a minute the first time) ');
  const done = spawnSync(process.execPath, [waiting(), ...npm(), 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (done.status !== 0)
    fail('\nThe packages could not be installed: is the package registry reachable? Nothing was started.');
  writeFileSync(stamp, hash);
  process.stderr.write(` done in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** The little program that runs another one and shows that time passes. */
function waiting() {
  return join(root, 'launch-wait.mjs');
}

function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') || script?.endsWith('.cjs') ? [process.execPath, script] : ['npm'];
}

function node() {
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `There is no packaged Node for ${process.platform}-${process.arch}: please run Chancery with Node 24 or newer (this is ${process.versions.node}).`,
  );
}

/** Runs the program and lives exactly as long as it: signals go on to it, its exit code comes back. */
function handOver(args) {
  const child = spawn(node(), args, { cwd: process.cwd(), stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('error', () => fail('The packaged Node could not be started: please delete node_modules and try again.'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

refuseOldNode();
const [name, ...rest] = process.argv.slice(2);
const program = programs[name];
if (!program) fail(`Usage: node launch.mjs ${Object.keys(programs).join('|')} [options]`);
install();
handOver([join(root, program[0]), ...program.slice(1), ...rest]);

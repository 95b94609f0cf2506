import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './command.ts';

/** A clone of almost nothing, with the real launcher and the real npm: one workspace, and a program that says its arguments. */
const clone = mkdtempSync(join(tmpdir(), 'chancery launcher é ü-'));
after(() => rmSync(clone, { recursive: true, force: true }));
const inClone = (...parts: string[]) => join(clone, ...parts);

for (const folder of ['part', 'programs/src']) mkdirSync(inClone(folder), { recursive: true });
for (const file of ['launch.mjs', '.npmrc']) copyFileSync(join(root, file), inClone(file));
writeFileSync(inClone('part/package.json'), '{"name": "part", "version": "1.0.0"}');
writeFileSync(inClone('programs/src/chancery.ts'), 'console.log(JSON.stringify(process.argv.slice(2)));');
describeClone({});

function describeClone(more: object): void {
  const about = { name: 'clone', version: '1.0.0', private: true, workspaces: ['part'], ...more };
  writeFileSync(inClone('package.json'), JSON.stringify(about));
  const { status, stderr } = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--offline'], {
    cwd: clone,
  });
  assert.equal(status, 0, String(stderr));
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const offline = {
  ...process.env,
  npm_config_registry: `http://127.0.0.1:${await closedPort()}/`,
  npm_config_cache: inClone('cache'),
};

function launch(args: readonly string[], { node = [] as readonly string[], env = offline as NodeJS.ProcessEnv } = {}) {
  const command = [...node, inClone('launch.mjs'), ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8', cwd: tmpdir(), env });
}

test('installs what the lock names, then hands over the arguments and gives back the exit code', () => {
  const first = launch(['demo', '--in', 'a b']);
  assert.equal(first.stdout, '["demo","--in","a b"]\n');
  assert.match(first.stderr, /^Installing the packages .* done in \d+ s\n$/);
  assert.equal(first.status, 0);
  writeFileSync(
    inClone('programs/src/chancery.ts'),
    'console.log(JSON.stringify(process.argv.slice(2)));process.exitCode=7;',
  );
  assert.equal(launch(['start']).status, 7);
});

test('a second run installs nothing, and needs no registry', () => {
  const { stdout, stderr } = launch(['start']);
  assert.equal(stdout, '["sandbox","start"]\n');
  assert.equal(stderr, '');
});

test('a lock that a pull has changed is noticed', () => {
  writeFileSync(inClone('package-lock.json'), `${readFileSync(inClone('package-lock.json'), 'utf8')}\n`);
  assert.match(launch(['start']).stderr, /Installing/);
  assert.equal(launch(['start']).stderr, '');
});

test('an installation that was interrupted is noticed and done again', async () => {
  describeClone({ scripts: { preinstall: `touch "${inClone('begun')}"; [ -e "${inClone('quick')}" ] || sleep 60` } });
  const child = spawn(process.execPath, [inClone('launch.mjs'), 'start'], {
    env: offline,
    stdio: 'ignore',
    detached: true,
  });
  while (!existsSync(inClone('begun'))) await pause(20);
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 130);
  writeFileSync(inClone('quick'), '');
  const { stdout, stderr } = launch(['start']);
  assert.match(stderr, /Installing/);
  assert.equal(stdout, '["sandbox","start"]\n');
});

test('the loss of whoever started it ends the program, also on the run that installed', async () => {
  rmSync(inClone('node_modules'), { recursive: true });
  writeFileSync(
    inClone('programs/src/chancery.ts'),
    `import { writeFileSync } from 'node:fs';
    const [ended = '', runs = ''] = process.argv.slice(-2);
    process.on('SIGTERM', () => { writeFileSync(ended, ''); process.exit(); });
    setTimeout(() => {}, 20_000);
    writeFileSync(runs, '');`,
  );
  const started = `"${process.execPath}" "${inClone('launch.mjs')}" start "${inClone('ended')}" "${inClone('runs')}"; :`;
  const shell = spawn('sh', ['-c', started], { env: offline, stdio: 'ignore' });
  await appears('runs');
  shell.kill('SIGKILL');
  await appears('ended');
});

async function appears(file: string): Promise<void> {
  for (let waits = 0; waits < 1_200 && !existsSync(inClone(file)); waits++) await pause(50);
  assert.ok(existsSync(inClone(file)), file);
}

test('without packages and without a network it is one sentence', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const dependencies = { commander: packages['node_modules/commander'].version };
  const about = { name: 'clone', version: '1.0.0', dependencies };
  writeFileSync(inClone('package.json'), JSON.stringify(about));
  const locked = { '': about, 'node_modules/commander': packages['node_modules/commander'] };
  writeFileSync(
    inClone('package-lock.json'),
    JSON.stringify({ ...about, lockfileVersion: 3, requires: true, packages: locked }),
  );
  const { status, stdout, stderr } = launch(['start']);
  assert.match(
    stderr,
    /\nThe packages are not installed, and the package registry cannot be reached \(ECONNREFUSED\)\. .* Nothing was started\.\n$/,
  );
  assert.equal(stderr.split('\n').length, 3);
  assert.equal(stdout, '');
  assert.equal(status, 1);
});

test('what else npm complains about is shown in its words', () => {
  writeFileSync(inClone('package-lock.json'), '{"lockfileVersion": 3, "packages": {');
  const { status, stderr } = launch(['start']);
  assert.match(stderr, /npm error/);
  assert.match(stderr, /The packages could not be installed .* Nothing was started\.\n$/);
  assert.equal(status, 1);
});

test('an old Node is one sentence that names it', () => {
  const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.4'}})`;
  const { status, stderr } = launch(['start'], { node: ['--import', older] });
  assert.equal(stderr, 'Chancery needs Node 20 or newer to start; this is Node 18.20.4.\n');
  assert.equal(status, 1);
});

test('a Node that is neither packaged nor new enough is one sentence', () => {
  describeClone({});
  const twenty = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;
  const { status, stderr } = launch(['start'], { node: ['--import', twenty] });
  assert.match(
    stderr,
    /There is no packaged Node for \S+: please run Chancery with Node 24 or newer \(this is 20\.20\.2\)\.\n$/,
  );
  assert.equal(status, 1);
});

test('a command nobody knows is wrong use', () => {
  const { status, stderr } = launch(['strat']);
  assert.match(stderr, /^Usage: node launch\.mjs demo\|start/);
  assert.equal(status, 2);
});

/** A PostgreSQL server of its own for a test run: in a temporary folder, on loopback, gone afterwards. */
import { execFile, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { build, copy, made } from './database-template.ts';

export type TestPostgres = {
  /** Connection URL of a fresh, empty database each time; with a role, of a database that role owns and connects to. */
  url(role?: string): string;
  /** Ends the server as an outage would, and starts it again with what it held. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
};

const run = promisify(execFile);

/** Where the server's programs are, or undefined where PostgreSQL is not installed: the suite then skips visibly. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(debian, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (found !== undefined) return found;
  const onPath = spawnSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' }).stdout.trim();
  return onPath === '' ? undefined : join(onPath, '..');
}

/** Starts a server. Throws where `postgresPrograms` finds none. */
export async function startPostgres(): Promise<TestPostgres> {
  const place = freshPlace();
  await initialise(place, 'data');
  const port = await freePort();
  let server = await startIn(place, 'data', port);
  return {
    url: (role) => freshDatabase(place.programs, port, role),
    down: () => server.end(),
    up: async () => {
      server = await startIn(place, 'data', port);
    },
    stop: async () => {
      await server.end();
      place.remove();
    },
  };
}

/** Where servers live: a temporary folder of the user that may run them. */
export type Place = {
  readonly programs: string;
  readonly folder: string;
  readonly options: SpawnOptions & { cwd: string };
  remove(): void;
};

export function freshPlace(): Place {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'chancery-pg-'));
  const owner = unprivileged();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const options = { ...owner, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } };
  return { programs, folder, options, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function initialise({ programs, folder, options }: Place, data: string): Promise<void> {
  const template = join(build, `server${programs.replaceAll('/', '-')}`);
  if (existsSync(template)) return copy(template, join(folder, data));
  const args = ['-D', join(folder, data), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  await run(join(programs, 'initdb'), args, options);
  await made(template, async (draft) => copy(join(folder, data), draft));
}

/** A server over one of its data folders, answering. */
export async function startIn({ programs, folder, options }: Place, data: string, port: number): Promise<Serving> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'max_connections=200',
  ];
  const args = ['-D', join(folder, data), ...settings.flatMap((each) => ['-c', each])];
  const server = serving(join(programs, 'postgres'), args, options);
  await answering(port);
  return server;
}

export type Serving = { end(signal?: NodeJS.Signals): Promise<void> };

/** A server that never outlives this process. */
function serving(program: string, args: readonly string[], options: SpawnOptions): Serving {
  const server = spawn(program, args, { ...options, stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const orphan = () => server.kill('SIGQUIT');
  process.once('exit', orphan);
  const end = async (signal: NodeJS.Signals = 'SIGINT') => {
    process.off('exit', orphan);
    server.kill(signal);
    await gone;
  };
  return { end };
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it, and there is always nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ids = (name: string) => {
    const { stdout, status } = spawnSync('sh', ['-c', `id -u ${name} && id -g ${name}`], { encoding: 'utf8' });
    const [uid, gid] = stdout.trim().split('\n').map(Number);
    return status === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : undefined;
  };
  return ids('postgres') ?? ids('nobody');
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` });
    const done = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (done) return;
    await pause(50);
  }
  throw new Error('the PostgreSQL server did not start');
}

let databases = 0;

export function freshDatabase(programs: string, port: number, role: string | undefined): string {
  const name = `t${process.pid}_${++databases}`;
  const owner = role ?? 'postgres';
  const known = `select 'create role "${owner}" login' where not exists (select from pg_roles where rolname = '${owner}')\\gexec`;
  const script = `${known}\ncreate database ${name} owner "${owner}";\nrevoke all on database ${name} from public;\n`;
  const psql = [
    '-X',
    '-q',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    'postgres',
    'postgres',
  ];
  execFileSync(join(programs, 'psql'), psql, { input: script });
  return `postgres://${encodeURIComponent(owner)}@127.0.0.1:${port}/${name}`;
}

/** A PostgreSQL server with a synchronous standby, behind one address that leads to whoever leads. */
import { execFile } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, freshDatabase, freshPlace, initialise, type Place, startIn } from './postgres.ts';

export type PostgresPair = {
  /** Of a fresh, empty database, by the address that leads to the leader. */
  url(role?: string): string;
  /** The standby goes away: nothing is confirmed any more. And comes back. */
  standbyAway(): Promise<void>;
  standbyBack(): Promise<void>;
  /** The leader dies as by power failure, every connection with it, and the standby leads. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
};

const run = promisify(execFile);

export async function startPostgresPair(): Promise<PostgresPair> {
  const place = freshPlace();
  const [first, second] = [await freePort(), await freePort()];
  await initialise(place, 'first');
  const leader = await startIn(place, 'first', first);
  await copy(place, first);
  let standby = await startIn(place, 'second', second);
  await ask(first, "alter system set synchronous_standby_names = '*'");
  await ask(first, 'select pg_reload_conf()');
  const relay = await startRelay(first);
  return {
    url: (role) => freshDatabase(place.programs, first, role).replace(`:${first}/`, `:${relay.port}/`),
    standbyAway: () => standby.end(),
    standbyBack: async () => {
      standby = await startIn(place, 'second', second);
    },
    failOver: async () => {
      await leader.end('SIGQUIT');
      await ask(second, 'select pg_promote()');
      relay.leadTo(second);
    },
    stop: async () => {
      relay.close();
      await Promise.all([leader.end('SIGQUIT'), standby.end('SIGQUIT')]);
      place.remove();
    },
  };
}

/** What `pg_basebackup` makes is a standby of the server that it came from. */
async function copy({ programs, folder, options }: Place, port: number): Promise<void> {
  const from = `host=127.0.0.1 port=${port} user=postgres`;
  const args = ['-D', join(folder, 'second'), '-d', from, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'];
  await run(join(programs, 'pg_basebackup'), args, options);
}

async function ask(port: number, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** What a virtual address is in production. */
async function startRelay(port: number) {
  let target = port;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => open.delete(socket));
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    leadTo: (next: number) => {
      target = next;
      cut();
    },
    close: () => {
      server.close();
      cut();
    },
  };
}

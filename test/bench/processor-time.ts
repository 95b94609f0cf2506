/** Processor time of other processes, as Linux counts it: user and system, every thread, finished ones too (proc(5), stat). */
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

const millisecondsPerTick = 10;

/** Milliseconds since the processes began, all together. */
export function processorTime(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid, ['user', 'system']), 0) * millisecondsPerTick;
}

/** The same of a process and all that it has started, gone ones too. */
export function familyTime(pid: number): number {
  return (
    processorTime(childrenOf(pid)) +
    ticks(pid, ['user', 'system', 'childrenUser', 'childrenSystem']) * millisecondsPerTick
  );
}

/** The processes that one has started and that live. */
export function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => statOf(pid)[places.parent] === String(parent));
}

/** The first process of the server of that address. */
export async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const parent = Number(statOf(rows[0].pid)[places.parent]);
  await client.end();
  return parent;
}

/** Behind the name of the program, which may hold anything. */
const places = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 } as const;

function ticks(pid: number, which: readonly (keyof typeof places)[]): number {
  const fields = statOf(pid);
  return which.reduce((sum, name) => sum + Number(fields[places[name]] ?? 0), 0);
}

/** Nothing of a process that is gone. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** Processor time of other processes, as Linux counts it: user and system, every thread, finished ones too (proc(5), stat). */
import { readFileSync } from 'node:fs';

const millisecondsPerTick = 10;

/** Milliseconds since the processes began, all together. */
export function processorTime(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid), 0) * millisecondsPerTick;
}

function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return user + system;
}

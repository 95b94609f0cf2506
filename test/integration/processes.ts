/** Which processes belong to an engine: those whose command line names its data folder, whoever their parent is by now. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** By /proc, which lists orphans too. */
export function processesNaming(folder: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(({ command }) => command.includes(folder));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The one whose command line matches. */
export function processOf(folder: string, pattern: RegExp): number {
  const found = processesNaming(folder).find(({ command }) => pattern.test(command));
  if (found === undefined) throw new Error(`no process of ${folder} matches ${pattern}`);
  return found.pid;
}

/** Those that still live after so many milliseconds; returns at once when there are none. */
export async function survivors(folder: string, milliseconds: number): Promise<Process[]> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if (processesNaming(folder).length === 0) return [];
    await pause(20);
  }
  return processesNaming(folder);
}

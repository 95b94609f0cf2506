import { readdirSync, readFileSync } from 'node:fs';

/** The lanes of PKCS#11 tokens that a process has, by Linux's list of processes (proc(5)); with a label, of that token. */
export function laneProcesses(parent: number, label?: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isLane(pid, parent, label));
}

function isLane(pid: number, parent: number, label: string | undefined): boolean {
  try {
    const [state, ppid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const program = words.findIndex((word) => word.endsWith('pkcs11/lane.ts'));
    return (
      state !== 'Z' && Number(ppid) === parent && program > 0 && (label === undefined || words[program + 1] === label)
    );
  } catch {
    return false;
  }
}

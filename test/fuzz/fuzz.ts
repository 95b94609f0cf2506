/** Mutated input by the thousand, read by a process that may crash, hang or swell without harm: each of these is a finding. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { TargetName } from './targets.ts';
import type { Word } from './worker.ts';

export interface Fuzzing {
  readonly target: TargetName;
  readonly corpus: string;
  readonly first: number;
  readonly count: number;
}

export interface Outcome {
  readonly findings: readonly string[];
  readonly peakBytes: number;
}

const patience = 60_000;
const mostBytes = 512 * 1024 * 1024;

/** Resolves when all seeds were used, or at the first hang or crash of the process. */
export function fuzz({ target, corpus, first, count }: Fuzzing): Promise<Outcome> {
  const worker = fork(join(import.meta.dirname, 'worker.ts'), [target, corpus, String(first), String(count)], {
    execArgv: ['--max-old-space-size=400'],
  });
  const findings: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let [near, peakBytes] = [first, 0];
  const impatient = () => {
    findings.push(`${target} hangs at a seed from ${near} to ${near + 15}`);
    worker.kill('SIGKILL');
  };
  let timer = setTimeout(impatient, patience);
  worker.on('message', (word: Word) => {
    clearTimeout(timer);
    timer = setTimeout(impatient, patience);
    if (word.kind === 'begin') near = word.seed;
    if (word.kind === 'finding') findings.push(`${target} seed ${word.seed} (${word.file}): ${word.what}`);
    if (word.kind === 'end') peakBytes = word.peakBytes;
  });
  worker.on('exit', (code) => {
    clearTimeout(timer);
    if (code !== 0 && findings.length === 0)
      findings.push(`${target} ended with ${code} at a seed from ${near} to ${near + 15}`);
    if (peakBytes > mostBytes) findings.push(`${target} took ${Math.round(peakBytes / 1e6)} MB`);
    resolve({ findings, peakBytes });
  });
  return promise;
}

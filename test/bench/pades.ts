/**
 * PAdES prepare and embed of files read in parts, result written, page cache warm: time against SHA-256 of the same file
 * and writing it, and the peak of memory.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { writePdfOfSize } from './pdf-of-size.ts';
import type { Measurement } from './run.ts';

interface Run {
  readonly seconds: number;
  readonly peakBytes: number;
}

const sizes = [
  { megabytes: 1, rounds: 5 },
  { megabytes: 20, rounds: 5 },
  { megabytes: 100, rounds: 5 },
  { megabytes: 1000, rounds: 3 },
];

export async function* measurePades(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  for (const { megabytes, rounds } of sizes) {
    const file = join(folder, `${megabytes}.pdf`);
    writePdfOfSize(file, megabytes * 1e6);
    measure('copy', file);
    const runs = Array.from({ length: rounds }, () => [measure('copy', file), measure('sign', file)] as const);
    yield* rows(`PAdES prepare + embed, ${megabytes} MB`, runs);
    rmSync(file);
  }
  rmSync(folder, { recursive: true });
}

function* rows(name: string, runs: readonly (readonly [Run, Run])[]): Iterable<Measurement> {
  const copy = median(runs.map(([one]) => one.seconds));
  const sign = median(runs.map(([, one]) => one.seconds));
  const peak = Math.max(...runs.map(([, one]) => one.peakBytes));
  yield { name, value: sign * 1000, unit: 'ms' };
  yield { name: `${name}, time`, value: sign / copy, unit: 'ratio', against: 'SHA-256 of the file and writing it' };
  yield { name: `${name}, peak of memory`, value: peak / 1e6, unit: 'MB' };
}

/** A process of its own for each run, so that the peak of one is not the peak of another. */
function measure(what: 'copy' | 'sign', file: string): Run {
  const { stdout, status, stderr } = spawnSync(process.execPath, [
    join(import.meta.dirname, 'pades-worker.ts'),
    what,
    file,
  ]);
  if (status !== 0) throw new Error(String(stderr));
  rmSync(`${file}.out`);
  return JSON.parse(String(stdout)) as Run;
}

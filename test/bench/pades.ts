/** PAdES prepare and embed, result written, page cache warm: time against SHA-256 of the same file, memory against its size. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { pdfOfSize } from './pdf-of-size.ts';
import type { Measurement } from './run.ts';

interface Run {
  readonly seconds: number;
  readonly peakBytes: number;
}

const rounds = 5;

export async function* measurePades(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  for (const megabytes of [1, 20, 100]) {
    const file = join(folder, `${megabytes}.pdf`);
    writeFileSync(file, pdfOfSize(megabytes * 1e6));
    const runs = Array.from({ length: rounds }, () => [measure('hash', file), measure('sign', file)] as const);
    const hash = median(runs.map(([one]) => one.seconds));
    const sign = median(runs.map(([, one]) => one.seconds));
    const memory = median(runs.map(([base, one]) => one.peakBytes - base.peakBytes));
    const name = `PAdES prepare + embed, ${megabytes} MB`;
    yield { name, value: sign * 1000, unit: 'ms' };
    yield { name: `${name}, time`, value: sign / hash, unit: 'ratio', against: 'SHA-256 of the same file' };
    yield {
      name: `${name}, memory above the hashing process`,
      value: memory / (megabytes * 1e6),
      unit: 'ratio',
      against: 'size of the file',
    };
  }
  rmSync(folder, { recursive: true });
}

/** A process of its own for each run, so that the peak of one is not the peak of another. */
function measure(what: 'hash' | 'sign', file: string): Run {
  const { stdout, status, stderr } = spawnSync(process.execPath, [
    join(import.meta.dirname, 'pades-worker.ts'),
    what,
    file,
  ]);
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as Run;
}

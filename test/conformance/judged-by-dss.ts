/** All that DSS judges: first that what judges refuses what it must refuse, then the matrix. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { judgeMatrix, type Tally } from './matrix.ts';

/** The suites count as one case. */
export async function judgedByDss(): Promise<Tally> {
  const suites = globSync(['dss*.test.ts', 'foreign/*.test.ts'], { cwd: import.meta.dirname });
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...suites], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
  const matrix = await judgeMatrix();
  return { passed: matrix.passed + Number(status === 0), failed: matrix.failed + Number(status !== 0) };
}

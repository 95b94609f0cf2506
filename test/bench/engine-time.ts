/** What each process of an engine spends on something. */
import type { EngineProcesses } from './over-softhsm.ts';
import { familyTime, processorTime } from './processor-time.ts';

export const parts = ['SSA', 'SAM', 'lanes', 'PostgreSQL'] as const;
export type EngineTime = Readonly<Record<(typeof parts)[number], number>>;

/** Milliseconds of processor time for each of so many calls. */
export async function timeOf(
  processes: EngineProcesses,
  calls: number,
  act: () => Promise<unknown>,
): Promise<EngineTime> {
  const before = timesOf(processes);
  await act();
  const after = timesOf(processes);
  const each = (part: keyof EngineTime) => (after[part] - before[part]) / calls;
  return { SSA: each('SSA'), SAM: each('SAM'), lanes: each('lanes'), PostgreSQL: each('PostgreSQL') };
}

/** Ours: the database is not. */
export function together({ SSA, SAM, lanes }: EngineTime): number {
  return SSA + SAM + lanes;
}

function timesOf({ SSA, SAM, lanes, PostgreSQL }: EngineProcesses): EngineTime {
  return {
    SSA: processorTime(SSA),
    SAM: processorTime(SAM),
    lanes: processorTime(lanes),
    PostgreSQL: familyTime(PostgreSQL),
  };
}

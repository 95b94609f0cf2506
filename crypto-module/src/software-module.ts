import { join } from 'node:path';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { CryptoModule } from './command.ts';
import type { LaneLimits, LaneProgram } from './lane-process.ts';
import { LaneProcess } from './lane-process.ts';

export interface SoftwareModuleOptions extends Partial<LaneLimits> {
  /** Processes; one signs at a time, so more of them use more cores. One by default. */
  readonly lanes?: number;
  /** What else its keys may be and sign: nothing unless told. */
  readonly switchedOn?: readonly OptionalAlgorithm[];
}

/**
 * Opens the development module whose keys are files under `folder` (made at first use, 0600 in a 0700 folder). Each lane
 * says on standard error that this is not for production.
 * @throws CryptoModuleError `unavailable` when a lane cannot open its keys
 */
export async function openSoftwareModule(folder: string, options: SoftwareModuleOptions = {}): Promise<CryptoModule> {
  const limits = { deadlineMs: options.deadlineMs ?? 30_000, queueLimit: options.queueLimit ?? 1000 };
  const lanes: LaneProcess[] = [];
  try {
    for (let i = 0; i < (options.lanes ?? 1); i++) {
      lanes.push(await LaneProcess.start(softwareLane(folder, options.switchedOn), limits));
    }
  } catch (error) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw error;
  }
  return {
    call: (command) => leastBusy(lanes).call(command),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

export function softwareLane(folder: string, switchedOn: readonly OptionalAlgorithm[] = []): LaneProgram {
  return { file: join(import.meta.dirname, 'lane.ts'), arguments: [folder, ...switchedOn] };
}

/** The lane with the fewest calls waiting or running. */
export function leastBusy(lanes: readonly LaneProcess[]): LaneProcess {
  return lanes.reduce((best, lane) => (lane.outstanding < best.outstanding ? lane : best));
}

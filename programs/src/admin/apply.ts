import { asking } from '../application/command-error.ts';
import { type Applying, applyStep } from './apply-step.ts';
import { difference, type Step, told } from './difference.ts';
import { readInstallation } from './document.ts';
import { type AdminOption, openAdmin } from './settings.ts';
import { thingsOfEngine, thingsOfFile } from './things.ts';

interface ApplyOptions extends AdminOption {
  readonly prune?: boolean;
}

/** Exit code 1 where something differs, as diff(1). */
export async function showDifference(file: string, options: ApplyOptions): Promise<void> {
  const { steps } = await planned(file, options);
  for (const step of steps) process.stdout.write(`${told(step)}\n`);
  if (steps.length > 0) process.exitCode = 1;
}

/** Each step is told when it is done; after a failure the same command goes on where it ended. */
export async function applyInstallation(file: string, options: ApplyOptions): Promise<void> {
  const { steps, applying } = await planned(file, options);
  for (const step of steps) {
    await asking(applyStep(step, applying));
    process.stdout.write(`${told(step)}\n`);
  }
  if (steps.length === 0) process.stdout.write('Nothing differs.\n');
}

async function planned(file: string, options: ApplyOptions): Promise<{ steps: Step[]; applying: Applying }> {
  const wanted = thingsOfFile(readInstallation(file));
  const admin = openAdmin(options);
  const present = await asking(thingsOfEngine(admin));
  const ids = new Map(present.map(({ place, id = '' }) => [place, id]));
  const steps = difference(wanted, present).filter(({ act }) => act !== 'remove' || options.prune === true);
  return { steps, applying: { admin, file, ids } };
}

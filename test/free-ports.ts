/** Ports for an engine that a test starts, so that suites that run at the same time never meet. */
import { enginePorts } from '../programs/src/engine-data.ts';
import { assertPortsFree } from '../programs/src/ports.ts';

/** The first of an engine's free ports in a row, below those the system hands out by itself. */
export async function freePorts(): Promise<number> {
  const first = 20_000 + Math.floor(Math.random() * 12_000);
  return assertPortsFree(first, enginePorts).then(() => first, freePorts);
}

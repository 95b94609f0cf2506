/** Ports for an engine that a test starts, so that suites that run at the same time never meet. */
import { enginePorts } from '../programs/src/engine-data.ts';
import { assertPortsFree } from '../programs/src/ports.ts';

/** Below the ports that systems give to outgoing connections. */
const [lowest, width, blocks] = [20_000, 20, 600];
let turn = 0;

/** The first of so many free ports in a row, at most 20. Processes begin in blocks of their own: whoever looks at the same time looks elsewhere. */
export async function freePorts(count: number = enginePorts): Promise<number> {
  const first = lowest + width * ((process.pid + 211 * turn++) % blocks);
  return assertPortsFree(first, count).then(
    () => first,
    () => freePorts(count),
  );
}

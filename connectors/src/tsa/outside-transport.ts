import { bounded, methodOf, requireOctets } from '../outside/bounded.ts';
import { type OutsideModule, openOutside } from '../outside/load-module.ts';
import type { Outward } from '../outward/outward.ts';
import type { TimeStampTransport } from './time-stamping-authority.ts';

const patience = 30_000;
const largest = 256 * 1024;

/** A module's `openTimeStampTransport(options, context)`. Throws ConnectorError `configuration`. */
export async function openOutsideTransport(module: OutsideModule, outward: Outward): Promise<TimeStampTransport> {
  const exchange = methodOf(await openOutside(module, 'openTimeStampTransport', outward), 'exchange');
  return { exchange: async (request) => requireOctets(await bounded(() => exchange(request), patience), largest) };
}

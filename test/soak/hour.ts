/** An hour at 80 % of what two nodes sustain: no call fails, nothing grows, nothing is left in the token. */
import { setTimeout as pause } from 'node:timers/promises';
import { capacityOf, openLoop, percentile } from '../bench/load.ts';
import { signing } from './signing.ts';
import { openTwoNodes, type TwoNodes } from './two-nodes.ts';
import { type Held, holdings, whatGrew } from './watch.ts';

interface Minute {
  readonly signatures: number;
  /** Milliseconds from when a call should have begun to its reply. */
  readonly p50: number;
  readonly p99: number;
  /** Of each node. */
  readonly held: readonly Held[];
}

interface HourOutcome {
  /** Signatures in a second: sustained, and of the load. */
  readonly capacity: number;
  readonly rate: number;
  readonly minutes: readonly Minute[];
  /** Sentences; none when all is well. */
  readonly findings: readonly string[];
}

interface Hour {
  readonly minutes: number;
  readonly progress?: (line: string) => void;
}

const partOfCapacity = 0.8;
const toWarmUp = 300;
const toCapacity = 1_500;
const atOnce = 16;

export async function soakForHour({ minutes, progress = () => undefined }: Hour): Promise<HourOutcome> {
  progress('starting two nodes');
  const world = await openTwoNodes();
  try {
    const before = world.objects();
    const call = signing(world);
    await capacityOf(call, toWarmUp, atOnce);
    const capacity = await capacityOf(call, toCapacity, atOnce);
    const rate = capacity * partOfCapacity;
    progress(`${capacity.toFixed(1)} signatures a second are sustained; ${minutes} minutes at ${rate.toFixed(1)}`);
    const load = await loadFor(world, call, { rate, minutes, progress });
    return { capacity, rate, ...load, findings: [...load.findings, ...leftIn(world, before, load.minutes)] };
  } finally {
    await world.close();
  }
}

type Load = { readonly rate: number; readonly minutes: number; readonly progress: (line: string) => void };

async function loadFor(world: TwoNodes, call: () => Promise<void>, { rate, minutes, progress }: Load) {
  const done: Minute[] = [];
  try {
    while (done.length < minutes) {
      const times = await openLoop(call, rate, Math.round(rate * 60));
      // The last approval that was made in time is through.
      await pause(500);
      const held = await holdings(world);
      const minute = { signatures: times.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99), held };
      done.push(minute);
      progress(`minute ${done.length} of ${minutes}: ${lineOf(minute)}`);
    }
  } catch (error) {
    return { minutes: done, findings: [`a call failed in minute ${done.length + 1}: ${(error as Error).message}`] };
  }
  return { minutes: done, findings: whatGrew(done.map(({ held }) => held)) };
}

function lineOf({ signatures, p50, p99, held }: Minute): string {
  const each = (of: (one: Held) => number) => held.map((one) => Math.round(of(one))).join(' and ');
  const megabyte = 2 ** 20;
  return [
    `${signatures} signatures, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    `heap ${each(({ heap }) => heap / megabyte)} MB of ${each(({ memory }) => memory / megabyte)}`,
    `lanes ${each((one) => one['memory of the lane'] / megabyte)} MB`,
    `handles ${each(({ handles }) => handles)}`,
    `sessions ${each(({ sessions }) => sessions)}, objects ${each(({ objects }) => objects)}`,
  ].join('; ');
}

/** Nothing under way has made an object that is still there, and the token holds what it held. */
function leftIn({ objects, spies }: TwoNodes, before: readonly string[], minutes: readonly Minute[]): string[] {
  const left = spies.map((spy) => spy.held().objects);
  const now = objects();
  return [
    ...left.flatMap((count, node) => (count === 0 ? [] : [`node ${node + 1}: ${count} objects were not destroyed`])),
    ...(now.join('\n') === before.join('\n') ? [] : [`the token holds ${now.length} objects, not ${before.length}`]),
    ...(minutes.length > 0 && before.length === 0 ? ['the foreign program saw nothing in the token'] : []),
  ];
}

/** An hour at 80 % of what two nodes sustain: no call fails, nothing grows, nothing is left in the token. */
import { setTimeout as pause } from 'node:timers/promises';
import { capacityOf, openLoop, percentile } from '../bench/load.ts';
import { signing } from './signing.ts';
import { openTwoNodes, type TwoNodes } from './two-nodes.ts';
import { type Held, holdings, whatGrew } from './watch.ts';

interface Minute {
  /** A second: what is sustained at its beginning, and the load. */
  readonly capacity: number;
  readonly rate: number;
  readonly signatures: number;
  /** Milliseconds from when a call should have begun to its reply. */
  readonly p50: number;
  readonly p99: number;
  /** Of each node. */
  readonly held: readonly Held[];
}

interface HourOutcome {
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
const toCapacity = 400;
const atOnce = 16;
/** Milliseconds: longer than connections are kept that nobody uses, so that what is counted then belongs to nobody's call. */
const rest = 20_000;

export async function soakForHour({ minutes, progress = () => undefined }: Hour): Promise<HourOutcome> {
  progress('starting two nodes');
  const world = await openTwoNodes();
  try {
    const before = world.objects();
    const call = signing(world);
    await capacityOf(call, toWarmUp, atOnce);
    const load = await loadFor(world, call, minutes, progress);
    return { ...load, findings: [...load.findings, ...leftIn(world, before)] };
  } finally {
    await world.close();
  }
}

async function loadFor(
  world: TwoNodes,
  call: () => Promise<void>,
  minutes: number,
  progress: (line: string) => void,
): Promise<HourOutcome> {
  const done: Minute[] = [];
  try {
    while (done.length < minutes) {
      done.push(await minuteOf(world, call));
      progress(`minute ${done.length} of ${minutes}: ${lineOf(done.at(-1)!)}`);
    }
  } catch (error) {
    return { minutes: done, findings: [`a call failed in minute ${done.length + 1}: ${(error as Error).message}`] };
  }
  return { minutes: done, findings: whatGrew(done.map(({ held }) => held)) };
}

/** What is sustained is measured anew each time: others may use the same cores. */
async function minuteOf(world: TwoNodes, call: () => Promise<void>): Promise<Minute> {
  const capacity = await capacityOf(call, toCapacity, atOnce);
  const rate = capacity * partOfCapacity;
  const times = await openLoop(call, rate, Math.round(rate * 60));
  await pause(rest);
  const signatures = toCapacity + times.length;
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return { capacity, rate, signatures, p50, p99, held: await holdings(world) };
}

function lineOf({ rate, signatures, p50, p99, held }: Minute): string {
  const each = (of: (one: Held) => number) => held.map((one) => Math.round(of(one))).join(' and ');
  const megabyte = 2 ** 20;
  return [
    `${signatures} signatures, ${rate.toFixed(0)} a second, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    `heap ${each(({ heap }) => heap / megabyte)} MB of ${each(({ memory }) => memory / megabyte)}`,
    `lanes ${each((one) => one['memory of the lane'] / megabyte)} MB`,
    `handles ${each(({ handles }) => handles)}`,
    `sessions ${each(({ sessions }) => sessions)}, objects ${each(({ objects }) => objects)}`,
  ].join('; ');
}

/** Nothing under way has made an object that is still there, and the token holds what it held. */
function leftIn({ objects, spies }: TwoNodes, before: readonly string[]): string[] {
  const left = spies.map((spy) => spy.held().objects);
  const now = objects();
  return [
    ...left.flatMap((count, node) => (count === 0 ? [] : [`node ${node + 1}: ${count} objects were not destroyed`])),
    ...(now.join('\n') === before.join('\n') ? [] : [`the token holds ${now.length} objects, not ${before.length}`]),
    ...(before.length === 0 ? ['the foreign program saw nothing in the token'] : []),
  ];
}

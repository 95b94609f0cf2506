/** What the nodes of a SAM and their lanes hold, once in a while, and whether it grows. */
import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf } from '../bench/processor-time.ts';
import { growth } from './growth.ts';
import type { TwoNodes } from './two-nodes.ts';

/** What may rise in the second half of the time and be taken for noise: octets, or a number. */
const allowed = {
  heap: 8 * 2 ** 20,
  memory: 32 * 2 ** 20,
  /** The pool of the database keeps ten connections at most and closes them late where cores are busy. */
  handles: 12,
  'memory of the lane': 16 * 2 ** 20,
  'handles of the lane': 4,
  sessions: 0.5,
  objects: 0.5,
} as const;

export type Held = Readonly<Record<keyof typeof allowed, number>>;

/** Of each node, when nothing is under way. */
export function holdings({ nodes, spies }: TwoNodes): Promise<Held[]> {
  return Promise.all(
    nodes.map(async ({ pid, heap }, i) => {
      const [lane = 0] = childrenOf(pid);
      return {
        heap: await heap(),
        memory: memoryOf(pid),
        handles: handlesOf(pid),
        'memory of the lane': memoryOf(lane),
        'handles of the lane': handlesOf(lane),
        ...spies[i]!.held(),
      };
    }),
  );
}

/** A sentence for everything that has grown. */
export function whatGrew(samples: readonly (readonly Held[])[]): string[] {
  const nodes = samples[0]?.map((_, node) => samples.map((sample) => sample[node]!)) ?? [];
  return nodes.flatMap((held, node) =>
    (Object.keys(allowed) as (keyof Held)[])
      .map((what) => ({ what, risen: growth(held.map((sample) => sample[what])) }))
      .filter(({ what, risen }) => risen > allowed[what])
      .map(({ what, risen }) => `node ${node + 1}: ${what} rose by ${Math.round(risen)} in the second half`),
  );
}

/** Octets in memory (proc(5), status). */
function memoryOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Files, sockets and pipes that are open. */
function handlesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

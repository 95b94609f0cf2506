/** On which databases, with how many nodes and over which module an engine runs: data, so that suites meet what production has. */
import type { Static } from 'typebox';
import type { Database } from './configuration.ts';
import type { Module } from './module-configuration.ts';

export interface Topology {
  /** As the configuration of a process names its database; paths count from the folder of the configurations. */
  readonly databases: Readonly<Record<'ssa' | 'sam', Static<typeof Database>>>;
  /** The port of each node of the SSA. One origin stands for them all: where there are several, a balancer answers it. */
  readonly nodes: Readonly<Record<string, number>>;
  /** What the SAM's keys are in: the software module in the data folder, unless told. */
  readonly module?: Static<typeof Module>;
  /** Several SAMs on its database and its module; one, on Unix sockets, unless told. */
  readonly sams?: Sams;
  /** SSA and SIC speak TLS, by certificates of the sandbox's authority: whoever dials them believes its root. */
  readonly https?: boolean;
  /** The one node runs the SAM's code, too: no second machine, keys of SCAL1 alone. */
  readonly withActivation?: true;
}

export interface Sams {
  /** The folder of `<peer>.key` and `<peer>.pem` of the peers `sam`, `ssa` and `sic`, and of their authority's `ca.pem`. */
  readonly certificates: string;
  /** On which port each listens to either side, by its name. */
  readonly ports: Readonly<Record<string, Readonly<Record<'ssa' | 'sic', number>>>>;
}

/** To try it out: one process per part, a folder per database. */
export function embedded(port: number): Topology {
  return { databases: { ssa: { folder: '../ssa-db' }, sam: { folder: '../sam-db' } }, nodes: { ssa: port } };
}

/** The same without a SAM of its own. */
export function withActivation(port: number): Topology {
  return { ...embedded(port), withActivation: true };
}

/** The whole engine on one machine: every process of the architecture, sandbox servers around it. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { toPem } from '@chancery/pki';
import type { GroupPolicy, TrustedOrganization } from '@chancery/sam/server';
import type { Person } from '@chancery/sandbox';
import { type Child, longestStop, startChild } from './children.ts';
import { samNames } from './engine-channels.ts';
import { configureEngine } from './engine-configuration.ts';
import { type EngineData, type Origins, openEngineData, origins } from './engine-data.ts';
import { beforeLeaving } from './lifetime.ts';
import type { Algorithms } from './switched-on.ts';
import { embedded, type Topology } from './topology.ts';

export interface Engine {
  readonly data: EngineData;
  readonly origins: Origins;
  /** The root certificate of the sandbox authority, DER. */
  readonly root: Uint8Array;
  readonly children: ReadonlyMap<string, Child>;
  /** Starts a process again that was stopped or killed: `sic`, a SAM or a node of the SSA. */
  restart(name: string): Promise<void>;
  /** Ends every process; leaving does so too. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly folder: string;
  /** The first of seven free ports. */
  readonly port: number;
  readonly log?: (line: string) => void;
  /** Embedded unless told. */
  readonly topology?: Topology;
  /** Whom the sandbox's identity provider knows: ana, luis and mei unless told. */
  readonly people?: readonly Person[];
  /** Registered with the SAM; none unless told. */
  readonly organizations?: readonly TrustedOrganization[];
  /** How people of groups approve: a passkey unless told. */
  readonly policies?: readonly GroupPolicy[];
  /** What SSA and SAM are told to allow beyond the ordinary: nothing unless told. */
  readonly algorithms?: Algorithms | undefined;
}

/** Resolves when every process is ready; rejects with the sentence of the one that is not. They all end with this process. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { folder, port, log, topology = embedded(port), people, organizations, policies, algorithms } = options;
  const data = openEngineData(folder);
  const at = origins(port, topology.https ? 'https' : 'http');
  const children = new Map<string, Child>();
  const commands = configureEngine(data, at, topology, { people, organizations, policies, algorithms });
  const start = (name: string) => {
    const child = startChild(name, commands.get(name) ?? [], log);
    children.set(name, child);
    return child.ready;
  };
  const stop = async () => {
    await Promise.all([...children.values()].map((child) => child.stop()));
    rmSync(dirname(data.sockets.ssa), { recursive: true, force: true });
  };
  beforeLeaving(stop, longestStop + 700);
  // SAM and SSA pin what the sandbox servers say of themselves; the approval page needs nothing of it but its certificate.
  const servers = start('servers').then((facts) => pin(data, facts));
  if (topology.https) believe(await servers);
  const [root] = await Promise.all([servers, start('sic')]);
  const own = topology.withActivation ? [] : samNames(topology);
  await Promise.all([...own, ...Object.keys(topology.nodes)].map(start));
  return { data, origins: at, root, children, restart: async (name) => void (await start(name)), stop };
}

function pin(data: EngineData, facts: Readonly<Record<string, unknown>>): Uint8Array {
  const root = new Uint8Array(Buffer.from(String(facts['root']), 'base64'));
  writeFileSync(data.path('idp.jwks.json'), JSON.stringify(facts['jwks']));
  writeFileSync(data.path('root.der'), root);
  return root;
}

/** Whoever this process dials may show a certificate of the sandbox. */
function believe(root: Uint8Array): void {
  setDefaultCACertificates([...getCACertificates('default'), toPem('CERTIFICATE', root)]);
}

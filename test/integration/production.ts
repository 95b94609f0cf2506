/** An engine as production has it: two nodes of the SSA behind a balancer, two SAMs, each half on a database and with a role of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SamClient } from '@chancery/sam/client';
import type { Person } from '@chancery/sandbox';
import { enginePorts } from '../../programs/src/engine-data.ts';
import type { Sams, Topology } from '../../programs/src/topology.ts';
import { ChannelAuthority, channelTls } from '../../sam/src/server/testing/channel-authority.ts';
import { freePorts } from '../free-ports.ts';
import { startPostgres } from '../postgres.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { chancery } from './chancery-command.ts';
import { openWorld, type World } from './world.ts';

export interface Production extends World {
  readonly balancer: Balancer;
  /** The ports of the nodes by their names. */
  readonly nodes: { readonly 'ssa-1': number; readonly 'ssa-2': number };
  /** Connection URLs of the two roles, and of the owner of the server. */
  readonly urls: Readonly<Record<'ssa' | 'sam' | 'server', string>>;
  /** A client of the SAM, or of both, as a node of the SSA has it. */
  sam(): SamClient;
}

export interface ProductionOptions {
  readonly module?: Topology['module'];
  /** Two SAMs that are reached over mutual TLS; one on Unix sockets unless told. */
  readonly pair?: boolean;
}

export async function openProduction(
  people: readonly Person[],
  { module, pair = false }: ProductionOptions = {},
): Promise<Production> {
  const server = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'chancery-production-'));
  const urls = { ssa: server.url('ssa'), sam: server.url('sam'), server: server.url() };
  const databases = await migrated(folder, urls);
  const port = await freePorts(enginePorts + 6);
  const balancer = await startBalancer(port);
  const nodes = { 'ssa-1': port + enginePorts, 'ssa-2': port + enginePorts + 1 };
  balancer.use(Object.values(nodes));
  const sams = pair ? pairOf(join(folder, 'channels'), port + enginePorts + 2) : undefined;
  const topology = { databases, nodes, ...(module && { module }), ...(sams && { sams }) };
  const world = await openWorld({ port, topology, people });
  const close = async () => {
    await world.close();
    balancer.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...world, balancer, nodes, urls, sam: () => samClient(world, sams), close };
}

function samClient({ engine }: World, sams: Sams | undefined): SamClient {
  if (sams === undefined) return new SamClient({ socket: engine.data.sockets.ssa });
  const tls = channelTls(sams.certificates, 'ssa');
  return new SamClient(Object.values(sams.ports).map(({ ssa }) => ({ url: `https://127.0.0.1:${ssa}`, tls })));
}

function pairOf(certificates: string, port: number): Sams {
  mkdirSync(certificates);
  const authority = new ChannelAuthority(certificates);
  for (const peer of ['sam', 'ssa', 'sic']) authority.issue(peer);
  return { certificates, ports: { 'sam-1': { ssa: port, sic: port + 1 }, 'sam-2': { ssa: port + 2, sic: port + 3 } } };
}

/** Both databases at the present schema, as a configuration names them. */
async function migrated(folder: string, urls: Readonly<Record<'ssa' | 'sam', string>>) {
  const prepare = async (of: 'ssa' | 'sam') => {
    const [urlFile, config] = [join(folder, of), join(folder, `${of}.yaml`)];
    writeFileSync(urlFile, urls[of]);
    writeFileSync(config, JSON.stringify({ database: { urlFile }, of }));
    const { status, stderr } = await chancery('migrate', '--config', config);
    if (status !== 0) throw new Error(stderr);
    return { urlFile };
  };
  const [ssa, sam] = await Promise.all([prepare('ssa'), prepare('sam')]);
  return { ssa, sam };
}

/** An engine as production has it: two nodes of the SSA behind a balancer, each half on a database and with a role of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '@chancery/sandbox';
import { enginePorts } from '../../programs/src/engine-data.ts';
import type { Topology } from '../../programs/src/topology.ts';
import { startPostgres } from '../postgres.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { chancery } from './chancery-command.ts';
import { freePorts, openWorld, type World } from './world.ts';

export interface Production extends World {
  readonly balancer: Balancer;
  /** The ports of the nodes by their names. */
  readonly nodes: { readonly 'ssa-1': number; readonly 'ssa-2': number };
  /** Connection URLs of the two roles, and of the owner of the server. */
  readonly urls: Readonly<Record<'ssa' | 'sam' | 'server', string>>;
}

export async function openProduction(people: readonly Person[], module?: Topology['module']): Promise<Production> {
  const server = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'chancery-production-'));
  const urls = { ssa: server.url('ssa'), sam: server.url('sam'), server: server.url() };
  const databases = await migrated(folder, urls);
  const port = await freePorts(enginePorts + 2);
  const balancer = await startBalancer(port);
  const nodes = { 'ssa-1': port + enginePorts, 'ssa-2': port + enginePorts + 1 };
  balancer.use(Object.values(nodes));
  const world = await openWorld({ port, topology: { databases, nodes, ...(module && { module }) }, people });
  const close = async () => {
    await world.close();
    balancer.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...world, balancer, nodes, urls, close };
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

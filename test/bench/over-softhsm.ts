/** An engine as production has it, over SoftHSM with a lane for each core, one signer, and the processes that do the work. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SoftHsm, softHsmLacking } from '../../crypto-module/src/testing/softhsm.ts';
import { somePeople } from '../integration/crowd.ts';
import { openProduction, type Production } from '../integration/production.ts';
import { csc, type Enrolled, enrol } from '../integration/world.ts';
import { postgresPrograms } from '../postgres.ts';
import { childrenOf, postmasterOf } from './processor-time.ts';

export interface CscEngine {
  readonly world: Production;
  readonly signer: Enrolled;
  /** Of her login, for an hour. */
  readonly bearer: string;
  readonly processes: EngineProcesses;
  close(): Promise<void>;
}

export interface EngineProcesses {
  readonly SSA: readonly number[];
  readonly SAM: readonly number[];
  readonly lanes: readonly number[];
  readonly PostgreSQL: number;
}

const login = { login: 'petra', password: 'a pass phrase of petra' };

/** For who asks why nothing was measured: what is not installed, or false. */
export function lacking(): string | false {
  return softHsmLacking() || (postgresPrograms() === undefined && 'PostgreSQL is not installed');
}

export async function openOverSoftHsm(): Promise<CscEngine> {
  const hsm = new SoftHsm();
  const [petra] = somePeople(1);
  const world = await openProduction([petra!], { module: moduleOn(hsm) });
  const close = async () => {
    await world.close();
    hsm.remove();
  };
  const signer = await enrol(world, petra!, login);
  const basic = `Basic ${Buffer.from(`${login.login}:${login.password}`).toString('base64')}`;
  const bearer = `Bearer ${(await csc(world, 'auth/login', {}, basic)).body.access_token}`;
  return { world, signer, bearer, processes: await processesOf(world), close };
}

function moduleOn(hsm: SoftHsm) {
  const { label, pin } = hsm.token('bench');
  const pinFile = join(hsm.folder, 'pin');
  writeFileSync(pinFile, pin, { mode: 0o600 });
  return {
    type: 'pkcs11' as const,
    provider: 'softhsm2' as const,
    library: hsm.library,
    environment: hsm.environment,
    tokens: [{ label, pinFile }],
    lanes: availableParallelism(),
    keys: ['P-256' as const, 'RSA-2048' as const],
  };
}

async function processesOf({ engine: { children }, urls }: Production): Promise<EngineProcesses> {
  const SSA = [...children.values()].filter(({ name }) => name.startsWith('ssa')).map(({ pid }) => pid);
  const sam = children.get('sam')?.pid ?? 0;
  return { SSA, SAM: [sam], lanes: childrenOf(sam), PostgreSQL: await postmasterOf(urls.server) };
}

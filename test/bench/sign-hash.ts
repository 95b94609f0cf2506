/**
 * CSC v1 signatures/signHash from a ready SAD to the reply, one hash a call, one call at a time: milliseconds of processor time a
 * signature costs in each process of the real engine, against the bare loop of the module, both in turn, medians.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyAlgorithm } from '@chancery/crypto-module';
import { processOf } from '../integration/processes.ts';
import { openProduction } from '../integration/production.ts';
import { createKey, csc, type Enrolled, enrol, openWorld, person, type World } from '../integration/world.ts';
import { postgresPrograms } from '../postgres.ts';
import { median } from './median.ts';
import { moduleLoop } from './module-loop.ts';
import { processorTime } from './processor-time.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const perRound = 100;
const pin = '482913';
const login = { login: 'ana', password: 'a pass phrase of ana' };

type Kind = { readonly name: string; readonly algorithm: KeyAlgorithm; readonly signAlgo: string };

const kinds: readonly Kind[] = [
  { name: 'P-256', algorithm: { kind: 'ec', curve: 'P-256' }, signAlgo: '1.2.840.10045.4.3.2' },
  { name: 'RSA-2048', algorithm: { kind: 'rsa', bits: 2048 }, signAlgo: '1.2.840.113549.1.1.11' },
];

export async function* measureSignHash(): AsyncIterable<Measurement> {
  yield* measureOn('embedded', await openWorld());
  if (postgresPrograms() !== undefined) yield* measureOn('PostgreSQL', await openProduction([person('ana')]));
}

async function* measureOn(database: string, world: World): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  try {
    const ana = await enrol(world, person('ana'), login);
    for (const kind of kinds) yield* measureKind(`signHash ${kind.name}, ${database}`, world, ana, kind, folder);
  } finally {
    rmSync(folder, { recursive: true });
    await world.close();
  }
}

type Part = 'SSA' | 'SAM' | 'lane';
type Round = Readonly<Record<Part | 'module', number>>;

async function* measureKind(title: string, world: World, ana: Enrolled, kind: Kind, folder: string) {
  const { algorithm, signAlgo } = kind;
  const credentialID = await createKey(world, ana, { algorithm, scal: 1, pin });
  const bare = await moduleLoop(join(folder, kind.name), algorithm, perRound);
  const measured: Round[] = [];
  // The first round warms everything up.
  for (let round = 0; round <= rounds; round++) {
    measured.push({ ...(await signRound(world, credentialID, signAlgo)), module: await bare() });
  }
  yield* rowsOf(title, measured.slice(1));
}

function* rowsOf(title: string, measured: readonly Round[]): Iterable<Measurement> {
  const middle = (of: (round: Round) => number) => median(measured.map(of));
  for (const part of ['SSA', 'SAM', 'lane'] as const) {
    yield { name: `${title}: ${part}`, value: middle((round) => round[part]), unit: 'ms' };
  }
  yield { name: `${title}: bare module loop`, value: middle(({ module }) => module), unit: 'ms' };
  const times = middle(({ SSA, SAM, lane, module }) => (SSA + SAM + lane) / module);
  yield { name: `${title}: all processes`, value: times, unit: 'ratio', against: 'the bare module loop' };
}

async function signRound(world: World, credentialID: string, signAlgo: string): Promise<Record<Part, number>> {
  const basic = `Basic ${Buffer.from(`${login.login}:${login.password}`).toString('base64')}`;
  const bearer = `Bearer ${(await csc(world, 'auth/login', {}, basic)).body.access_token}`;
  const authorized = await csc(
    world,
    'credentials/authorize',
    { credentialID, numSignatures: perRound, PIN: pin },
    bearer,
  );
  const { SAD } = authorized.body;
  const processes = processesOf(world);
  const before = timesOf(processes);
  for (let call = 0; call < perRound; call++) {
    const body = { credentialID, SAD, hash: [randomBytes(32).toString('base64')], signAlgo };
    const { status, body: reply } = await csc(world, 'signatures/signHash', body, bearer);
    if (status !== 200) throw new Error(`signHash was refused: ${JSON.stringify(reply)}`);
  }
  const after = timesOf(processes);
  const each = (part: Part) => (after[part] - before[part]) / perRound;
  return { SSA: each('SSA'), SAM: each('SAM'), lane: each('lane') };
}

type Processes = Readonly<Record<Part, readonly number[]>>;

/** Where several nodes of the SSA share the work, all of them count. */
function processesOf({ engine: { children, data } }: World): Processes {
  const nodes = [...children.values()].filter(({ name }) => name.startsWith('ssa')).map(({ pid }) => pid);
  return { SSA: nodes, SAM: [children.get('sam')?.pid ?? 0], lane: [processOf(data.folder, /lane\.ts/)] };
}

function timesOf(processes: Processes): Record<Part, number> {
  return {
    SSA: processorTime(processes.SSA),
    SAM: processorTime(processes.SAM),
    lane: processorTime(processes.lane),
  };
}

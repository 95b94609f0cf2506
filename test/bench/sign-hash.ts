/**
 * CSC v1 signatures/signHash from a ready SAD to the reply, one hash a call, over SoftHSM and PostgreSQL: processor time of each process
 * for a signature, the highest load that is sustained, and how long the reply takes at 80 % of it.
 */
import { randomBytes } from 'node:crypto';
import type { KeyAlgorithm } from '@chancery/crypto-module';
import { createKey, csc } from '../integration/world.ts';
import { type EngineTime, parts, timeOf, together } from './engine-time.ts';
import { capacityOf, openLoop, percentile } from './load.ts';
import { median } from './median.ts';
import { type CscEngine, lacking, openOverSoftHsm } from './over-softhsm.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const perRound = 200;
const loadRounds = 3;
const perLoad = 500;
const partOfCapacity = 0.8;
/** Of a SAD: few enough that a call finds its slot as quickly as in one that has a single one. */
const perSad = 20;
const keysOfKind = 4;
const pin = '482913';

type Kind = { readonly name: string; readonly algorithm: KeyAlgorithm; readonly signAlgo: string };

const kinds: readonly Kind[] = [
  { name: 'P-256', algorithm: { kind: 'ec', curve: 'P-256' }, signAlgo: '1.2.840.10045.4.3.2' },
  { name: 'RSA-2048', algorithm: { kind: 'rsa', bits: 2048 }, signAlgo: '1.2.840.113549.1.1.11' },
];

export async function* measureSignHash(): AsyncIterable<Measurement> {
  const why = lacking();
  if (why) return void process.stderr.write(`signHash: ${why}\n`);
  const engine = await openOverSoftHsm();
  try {
    for (const kind of kinds) yield* measureKind(engine, kind);
  } finally {
    await engine.close();
  }
}

async function* measureKind(engine: CscEngine, { name, algorithm, signAlgo }: Kind): AsyncIterable<Measurement> {
  const { world, signer, processes } = engine;
  const keys: string[] = [];
  while (keys.length < keysOfKind) keys.push(await createKey(world, signer, { algorithm, scal: 1, pin }));
  const ready = (calls: number) => signing(engine, keys, signAlgo, calls);
  await capacityOf(await ready(perRound), perRound);
  const one: EngineTime[] = [];
  while (one.length < rounds) {
    const call = await ready(perRound);
    one.push(await timeOf(processes, perRound, () => capacityOf(call, perRound, 1)));
  }
  yield* rowsOf(`signHash ${name}, one at a time`, one);
  const loads: Load[] = [];
  while (loads.length < loadRounds) loads.push(await loadRound(processes, await ready(2 * perLoad)));
  yield* rowsOfLoads(`signHash ${name}`, loads);
}

interface Load {
  readonly capacity: number;
  /** Milliseconds of the replies, in order. */
  readonly times: readonly number[];
  readonly spent: EngineTime;
}

/** What is sustained now, and at once the load that is 80 % of it: others may use the same cores. */
async function loadRound(processes: CscEngine['processes'], call: () => Promise<void>): Promise<Load> {
  const capacity = await capacityOf(call, perLoad);
  let times: readonly number[] = [];
  const spent = await timeOf(processes, perLoad, async () => {
    times = await openLoop(call, capacity * partOfCapacity, perLoad);
  });
  return { capacity, times, spent };
}

function* rowsOfLoads(title: string, loads: readonly Load[]): Iterable<Measurement> {
  yield { name: `${title}: sustained`, value: median(loads.map(({ capacity }) => capacity)), unit: 'per second' };
  yield* rowsOf(
    `${title}, 80 % load`,
    loads.map(({ spent }) => spent),
  );
  for (const part of [0.5, 0.99])
    yield {
      name: `${title}, 80 % load: p${part * 100}`,
      value: median(loads.map(({ times }) => percentile(times, part))),
      unit: 'ms',
    };
}

function* rowsOf(title: string, measured: readonly EngineTime[]): Iterable<Measurement> {
  for (const part of parts)
    yield { name: `${title}: ${part}`, value: median(measured.map((round) => round[part])), unit: 'ms CPU' };
  yield { name: `${title}: SSA, SAM and lanes`, value: median(measured.map(together)), unit: 'ms CPU' };
}

/** Signs a hash each time it is called, that many times: their SADs are ready before. */
async function signing({ world, bearer }: CscEngine, keys: readonly string[], signAlgo: string, calls: number) {
  const sads = await readySads({ world, bearer }, keys, calls);
  let made = 0;
  return async () => {
    const body = { ...sads[made++ % sads.length], hash: [randomBytes(32).toString('base64')], signAlgo };
    const { status, body: reply } = await csc(world, 'signatures/signHash', body, bearer);
    if (status !== 200) throw new Error(`signHash was refused: ${JSON.stringify(reply)}`);
  };
}

type Ready = { readonly credentialID: string; readonly SAD: string };

/** For so many calls; one after the other for each key, because PINs that are judged at once count together. */
async function readySads(
  { world, bearer }: Pick<CscEngine, 'world' | 'bearer'>,
  keys: readonly string[],
  calls: number,
) {
  const each = Math.ceil(calls / perSad / keys.length);
  const ofKey = async (credentialID: string) => {
    const ready: Ready[] = [];
    while (ready.length < each) {
      const body = { credentialID, numSignatures: perSad, PIN: pin };
      const { SAD } = (await csc(world, 'credentials/authorize', body, bearer)).body;
      ready.push({ credentialID, SAD });
    }
    return ready;
  };
  return (await Promise.all(keys.map(ofKey))).flat();
}

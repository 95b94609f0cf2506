/**
 * CSC v1 credentials/authorize with a PIN, over SoftHSM and PostgreSQL: how many a second of processor time approves, beside the least
 * that each one costs, an Argon2 of the same parameters, both in turn.
 */
import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { nobody } from '../../sam/src/server/factors/pin-verifier.ts';
import { createKey, csc } from '../integration/world.ts';
import { type EngineTime, parts, timeOf, together } from './engine-time.ts';
import { median } from './median.ts';
import { type CscEngine, lacking, openOverSoftHsm } from './over-softhsm.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const perRound = 40;
const pin = '482913';

export async function* measurePinApprovals(): AsyncIterable<Measurement> {
  const why = lacking();
  if (why) return void process.stderr.write(`pin: ${why}\n`);
  const engine = await openOverSoftHsm();
  try {
    yield* measure(engine);
  } finally {
    await engine.close();
  }
}

async function* measure(engine: CscEngine): AsyncIterable<Measurement> {
  const wanted = { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 1, pin } as const;
  const credentialID = await createKey(engine.world, engine.signer, wanted);
  const measured: { readonly spent: EngineTime; readonly limit: number }[] = [];
  // The first round warms everything up.
  for (let round = 0; round <= rounds; round++) {
    const spent = await timeOf(engine.processes, perRound, () => times(() => approve(engine, credentialID)));
    measured.push({ spent, limit: await timeOfArgon2() });
  }
  yield* rowsOf(measured.slice(1));
}

function* rowsOf(measured: readonly { readonly spent: EngineTime; readonly limit: number }[]): Iterable<Measurement> {
  const middle = (of: (round: (typeof measured)[number]) => number) => median(measured.map(of));
  for (const part of parts)
    yield { name: `approval with PIN: ${part}`, value: middle(({ spent }) => spent[part]), unit: 'ms CPU' };
  const perSecond = (milliseconds: number) => 1000 / milliseconds;
  const approvals = middle(({ spent }) => perSecond(together(spent)));
  yield { name: 'approvals with PIN', value: approvals, unit: 'per CPU-second' };
  yield {
    name: 'Argon2 of the same parameters',
    value: middle(({ limit }) => perSecond(limit)),
    unit: 'per CPU-second',
  };
  const ratio = middle(({ spent, limit }) => limit / together(spent));
  yield { name: 'approvals with PIN beside their limit', value: ratio, unit: 'ratio', against: 'one Argon2 each' };
}

async function approve({ world, bearer }: CscEngine, credentialID: string): Promise<void> {
  const hash = [randomBytes(32).toString('base64')];
  const { status, body } = await csc(
    world,
    'credentials/authorize',
    { credentialID, numSignatures: 1, hash, PIN: pin },
    bearer,
  );
  if (status !== 200) throw new Error(`the PIN was refused: ${JSON.stringify(body)}`);
}

const stretch = promisify(argon2);

/** Milliseconds of processor time, in this process. */
async function timeOfArgon2(): Promise<number> {
  const { m: memory, t: passes, p: parallelism } = nobody;
  const message = Buffer.from(pin);
  const before = process.cpuUsage();
  await times(() =>
    stretch('argon2id', { message, nonce: randomBytes(16), parallelism, tagLength: 32, memory, passes }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / perRound;
}

async function times(act: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < perRound; time++) await act();
}

/**
 * `sap.sign` from a ready SAD to the signature, one hash and one SAD each, many at once as service providers come: processor time of the SAM
 * and its lanes over SoftHSM, with verification, ledger and audit on PostgreSQL, beside the bare unwrap, sign and destroy loop in turn.
 */
import { availableParallelism } from 'node:os';
import type { SignRequest } from '@chancery/sam/client';
import type { ModuleAlgorithm } from '../../crypto-module/src/pkcs11/provider-profile.ts';
import { softHsmLacking } from '../../crypto-module/src/testing/softhsm.ts';
import { postgresPrograms } from '../postgres.ts';
import { median } from './median.ts';
import { run, startWorker } from './pkcs11.ts';
import type { Measurement } from './run.ts';
import { SamOverTokens, Signing, type TimeByProcess } from './sam-over-tokens.ts';

const rounds = 5;
const atOnce = 24;
const signers = 8;

/** `each`: signatures of each signer in a round; `warm`: before the first, for a SAM and its lanes live for weeks. */
interface Kind {
  readonly name: string;
  readonly algorithm: ModuleAlgorithm;
  readonly warm: number;
  readonly each: number;
}
const kinds: readonly Kind[] = [
  { name: 'P-256', algorithm: { kind: 'ec', curve: 'P-256' }, warm: 400, each: 30 },
  { name: 'RSA-2048', algorithm: { kind: 'rsa', bits: 2048 }, warm: 60, each: 15 },
  { name: 'RSA-3072', algorithm: { kind: 'rsa', bits: 3072 }, warm: 30, each: 10 },
];

export async function* measureSapSign(): AsyncIterable<Measurement> {
  const lacking = softHsmLacking() || (postgresPrograms() === undefined && 'PostgreSQL is not installed');
  if (lacking) return void process.stderr.write(`sap-sign needs SoftHSM and PostgreSQL: ${lacking}\n`);
  const world = await SamOverTokens.open(
    kinds.map(({ algorithm }) => algorithm),
    availableParallelism(),
  );
  const bare = await startWorker(world.hsm, world.token);
  try {
    for (const kind of kinds) yield* measureKind(world, bare, kind);
  } finally {
    bare.disconnect();
    await world.close();
  }
}

type Round = TimeByProcess & { readonly bare: number };

async function* measureKind(
  world: SamOverTokens,
  worker: Parameters<typeof run>[0],
  { name, algorithm, each, warm }: Kind,
): AsyncIterable<Measurement> {
  const people = await Promise.all(Array.from({ length: signers }, () => Signing.enrol(world.bench, algorithm)));
  await signAll(world, (await Promise.all(people.map((person) => person.approved(warm)))).flat());
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await signRound(world, people, each);
    const { processor: bare } = await run(worker, { loop: 'bare', algorithm, calls: each * signers, digests: 1 });
    measured.push({ ...ours, bare });
  }
  yield* rowsOf(`sap.sign ${name}`, measured);
}

function* rowsOf(title: string, measured: readonly Round[]): Iterable<Measurement> {
  const middle = (of: (round: Round) => number) => median(measured.map(of));
  for (const part of ['sam', 'lanes', 'postgres', 'bare'] as const)
    yield { name: `${title}: ${names[part]}`, value: middle((round) => round[part]), unit: 'ms' };
  const ratio = middle(({ sam, lanes, bare }) => bare / (sam + lanes));
  yield { name: title, value: ratio, unit: 'ratio', against: 'the bare loop' };
}

const names = { sam: 'SAM', lanes: 'lanes', postgres: 'PostgreSQL', bare: 'bare unwrap + sign + destroy' } as const;

/** What one signature takes in each process; what is approved before does not count. */
async function signRound(world: SamOverTokens, people: readonly Signing[], each: number): Promise<TimeByProcess> {
  const ready = await Promise.all(people.map((person) => oneByOne(person, each)));
  const before = world.times();
  await signAll(world, ready.flat());
  const after = world.times();
  const taken = (part: keyof TimeByProcess) => (after[part] - before[part]) / (each * people.length);
  return { sam: taken('sam'), lanes: taken('lanes'), postgres: taken('postgres') };
}

async function oneByOne(person: Signing, count: number): Promise<SignRequest[]> {
  const calls: SignRequest[] = [];
  while (calls.length < count) calls.push(...(await person.approved(1)));
  return calls;
}

async function signAll({ bench }: SamOverTokens, calls: SignRequest[]): Promise<void> {
  const flight = async () => {
    for (let call = calls.pop(); call !== undefined; call = calls.pop()) await bench.ssa.sign(call);
  };
  await Promise.all(Array.from({ length: atOnce }, flight));
}

/**
 * Signing with random keys among 10³, 10⁴, 10⁵ and 10⁶ stored records of P-256, on PostgreSQL: the sizes in turn, after a restart of the
 * server each time, so that no page is warm. Milliseconds a signature takes by the clock, one after the other, and the processor time of
 * everybody, PostgreSQL included: it is the database that is tried.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '../../sam/src/server/signing/sign.ts';
import { digest, ecdsa } from '../../sam/src/server/testing/bench.ts';
import { postgresPrograms, startPostgres, type TestPostgres } from '../postgres.ts';
import { median } from './median.ts';
import { childrenOf, familyTime, postmasterOf, processorTime } from './processor-time.ts';
import type { Measurement } from './run.ts';
import { type FullSam, fillSam } from './stored-records.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const rounds = 7;
const perRound = 60;

export async function* measureRecords(): AsyncIterable<Measurement> {
  if (postgresPrograms() === undefined) return void process.stderr.write('records: PostgreSQL is not installed\n');
  const folder = mkdtempSync(join(tmpdir(), 'chancery-bench-'));
  const server = await startPostgres();
  const sams: FullSam[] = [];
  try {
    for (const size of sizes) {
      process.stderr.write(`storing ${size} records\n`);
      const own = join(folder, String(size));
      mkdirSync(own);
      sams.push(await fillSam(own, server.url('sam'), size));
    }
    yield* measureSizes(server, sams);
  } finally {
    for (const { bench } of sams) await bench.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

interface Round {
  readonly clock: number;
  readonly processor: number;
}

async function* measureSizes(server: TestPostgres, sams: readonly FullSam[]): AsyncIterable<Measurement> {
  const measured: Round[][] = [];
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    const times: Round[] = [];
    for (const sam of sams) times.push(await signRound(server, sam));
    measured.push(times);
  }
  for (const [i, size] of sizes.entries())
    yield* rowsOf(
      size,
      measured.slice(1).map((times) => [times[0]!, times[i]!]),
    );
}

/** Each beside the smallest size in the same round. */
function* rowsOf(size: number, measured: readonly (readonly [Round, Round])[]): Iterable<Measurement> {
  const against = `${sizes[0]} records`;
  for (const kind of ['clock', 'processor'] as const) {
    const name = `signing among ${size} records, ${kind}`;
    yield { name, value: median(measured.map(([, own]) => own[kind])), unit: 'ms' };
    const ratio = median(measured.map(([smallest, own]) => own[kind] / smallest[kind]));
    yield { name, value: ratio, unit: 'ratio', against };
  }
}

async function signRound(server: TestPostgres, full: FullSam): Promise<Round> {
  const ready: Ready[] = [];
  while (ready.length < perRound + warmUp) ready.push(await readyToSign(full));
  await server.down();
  await server.up();
  for (const one of ready.splice(0, warmUp)) await signWith(full, one);
  const spent = await processorsOf(full);
  const [before, started] = [spent(), performance.now()];
  for (const one of ready) await signWith(full, one);
  return { clock: (performance.now() - started) / perRound, processor: (spent() - before) / perRound };
}

/** Until the connections are open again. */
const warmUp = 10;

type Ready = { readonly sad: string; readonly key: string; readonly digests: readonly string[] };

async function readyToSign({ bench, keys }: FullSam): Promise<Ready> {
  const { person, key } = keys[randomInt(keys.length)]!;
  const digests = [digest()];
  return { sad: await bench.sad(person, key, digests), key, digests };
}

async function signWith({ bench }: FullSam, ready: Ready): Promise<void> {
  await sign(bench.sam, { ...ready, callId: randomUUID(), scheme: ecdsa }, 'ssa');
}

/** Of this process, where the SAM runs, its lanes and the database. */
async function processorsOf({ url }: FullSam): Promise<() => number> {
  const postmaster = await postmasterOf(url);
  const lanes = childrenOf(process.pid).filter((pid) => pid !== postmaster);
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + processorTime(lanes) + familyTime(postmaster);
  };
}

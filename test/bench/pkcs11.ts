/**
 * A lane over SoftHSM against the bare calls of the library, and two lanes against one. The first are ratios of processor time, each
 * pair measured in turn in one process; the last are by the clock, and need two cores that are free.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openPkcs11Module } from '@chancery/crypto-module';
import { SoftHsm, softHsmLacking } from '../../crypto-module/src/testing/softhsm.ts';
import { median } from './median.ts';
import type { LoopRequest, LoopTime } from './pkcs11-worker.ts';
import type { Measurement } from './run.ts';

const rounds = 7;
const p256 = { kind: 'ec', curve: 'P-256' } as const;
const rsa2048 = { kind: 'rsa', bits: 2048 } as const;
const rsa3072 = { kind: 'rsa', bits: 3072 } as const;

export async function* measureModuleLoop(): AsyncIterable<Measurement> {
  const lacking = softHsmLacking();
  if (lacking) return void process.stderr.write(`module-loop needs SoftHSM: ${lacking}\n`);
  const hsm = new SoftHsm();
  try {
    const token = hsm.token('bench');
    const [one, other] = [await startWorker(hsm, token), await startWorker(hsm, token)];
    await warmUp(one);
    yield* laneBesideBare('P-256', one, { algorithm: p256, calls: 300, digests: 1 });
    yield* laneBesideBare('RSA-3072', one, { algorithm: rsa3072, calls: 60, digests: 1 });
    yield* batch('P-256', one, p256);
    yield* batch('RSA-2048', one, rsa2048);
    yield* twoLanesAlone(one, other);
    for (const worker of [one, other]) worker.disconnect();
    yield* twoLanesThroughTheParent(hsm, token);
  } finally {
    hsm.remove();
  }
}

type Token = ReturnType<SoftHsm['token']>;
type Work = Omit<LoopRequest, 'loop'>;

export async function startWorker({ library, environment }: SoftHsm, token: Token): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'pkcs11-worker.ts');
  const worker = fork(program, { env: environment, serialization: 'advanced' });
  worker.send({ setup: { library, provider: 'softhsm2', token, switchedOn: [] } });
  await once(worker, 'message');
  return worker;
}

export async function run(worker: ChildProcess, request: LoopRequest): Promise<LoopTime> {
  worker.send(request);
  return (await once(worker, 'message'))[0] as LoopTime;
}

/** A lane lives for weeks: what Node compiles only after a thousand calls is compiled. */
async function warmUp(worker: ChildProcess): Promise<void> {
  await run(worker, { loop: 'lane', algorithm: p256, calls: 3000, digests: 1 });
  await run(worker, { loop: 'lane', algorithm: rsa3072, calls: 300, digests: 1 });
}

/** Both in turn, so often; the first round warms up. */
async function inTurn(worker: ChildProcess, first: LoopRequest, second: LoopRequest) {
  const times: { readonly first: number; readonly second: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    times.push({
      first: (await run(worker, first)).processor,
      second: (await run(worker, second)).processor,
    });
  }
  const measured = times.slice(1);
  const middle = (of: (time: (typeof measured)[number]) => number) => median(measured.map(of));
  return { first: middle((t) => t.first), second: middle((t) => t.second), ratio: middle((t) => t.first / t.second) };
}

async function* laneBesideBare(name: string, worker: ChildProcess, work: Work): AsyncIterable<Measurement> {
  const { first, second, ratio } = await inTurn(worker, { loop: 'bare', ...work }, { loop: 'lane', ...work });
  yield { name: `${name}: bare unwrap + sign + destroy`, value: first, unit: 'ms' };
  yield { name: `${name}: lane`, value: second, unit: 'ms' };
  yield { name: `${name}: lane alone`, value: ratio, unit: 'ratio', against: 'the bare loop' };
}

async function* batch(name: string, worker: ChildProcess, algorithm: Work['algorithm']): AsyncIterable<Measurement> {
  const work = { algorithm, calls: 1, digests: 1000 };
  const { second, ratio } = await inTurn(worker, { loop: 'resident', ...work }, { loop: 'lane', ...work });
  yield { name: `${name}: 1,000 hashes in one call, each`, value: second, unit: 'ms' };
  yield { name: `${name}: 1,000 hashes in one call`, value: ratio, unit: 'ratio', against: 'the bare signing loop' };
}

/** Signatures of two lanes at once against those of one, in the same time. */
async function* twoLanesAlone(one: ChildProcess, other: ChildProcess): AsyncIterable<Measurement> {
  const request: LoopRequest = { loop: 'lane', algorithm: p256, calls: 500, digests: 1 };
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const { clock: alone } = await run(one, request);
    const [left, right] = await Promise.all([run(one, request), run(other, request)]);
    ratios.push(alone / left.clock + alone / right.clock);
  }
  yield { name: 'P-256: two lanes alone', value: median(ratios.slice(1)), unit: 'ratio', against: 'one lane' };
}

async function* twoLanesThroughTheParent(hsm: SoftHsm, token: Token): AsyncIterable<Measurement> {
  const [single, double] = [await throughput(hsm, token, 1), await throughput(hsm, token, 2)];
  const times: { readonly one: number; readonly two: number }[] = [];
  for (let round = 0; round <= rounds; round++) times.push({ one: await single.run(), two: await double.run() });
  await Promise.all([single.close(), double.close()]);
  const measured = times.slice(1);
  yield { name: 'P-256: one lane through the parent', value: median(measured.map(({ one }) => one)), unit: 'ms' };
  const ratio = median(measured.map(({ one, two }) => one / two));
  yield { name: 'P-256: two lanes through the parent', value: ratio, unit: 'ratio', against: 'one lane' };
}

/** Milliseconds a signature by the clock, eight calls in flight. */
async function throughput(hsm: SoftHsm, token: Token, lanes: number) {
  const module = await openPkcs11Module({ ...hsm.options(token), algorithms: [p256], lanes });
  const key = { keyId: 'k_bench', owner: 'sgn_bench', policy: 'bench', scal: 2, algorithm: p256 } as const;
  const { record: made } = await module.call({ command: 'generate', ...key });
  const { record: pending } = await module.call({ command: 'transition', record: made, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await module.call({ command: 'transition', record: pending, to: 'active', set });
  const sign = {
    command: 'sign',
    record,
    scheme: { kind: 'ecdsa', digest: 'sha256' },
    digests: [new Uint8Array(32)],
  } as const;
  const [flights, each] = [8, 60];
  const run = async () => {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: flights }, async () => {
        for (let call = 0; call < each; call++) await module.call(sign);
      }),
    );
    return (performance.now() - started) / (flights * each);
  };
  return { run, close: () => module.close() };
}

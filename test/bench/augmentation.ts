/**
 * A small PDF from unsigned to B-LTA: prepared, signed with a local key, embedded, time-stamped, its validation data collected and
 * judged, archived. Real authorities answer, in another process; what counts is the processor time of this one, with all it does to
 * ask and to verify each answer. Beside the network, and with it: in the one a thread does the HTTP, whose time is taken off with what
 * it takes to wake it.
 * As in the engine, revocation lists are kept from one document to the next, and public keys that were opened and signatures on
 * certificates that held; the signer is always the same one, so that his certificate is among these.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { embedPades, preparePades } from '@chancery/ades';
import { openRevocationSource } from '@chancery/connectors/revocation';
import { type Outward, openOutward, openTimeStamping } from '@chancery/connectors/tsa';
import { parseCertificate } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { type Augmentation, augment, padesSteps } from '@chancery/sca';
import { type MatrixSigner, type RunningAuthority, signersOf } from '../conformance/matrix/sandbox-pki.ts';
import { median } from './median.ts';
import type { Question, Reply } from './network-thread.ts';
import type { Measurement } from './run.ts';

const rounds = 7;
const perRound = 30;
const warmUp = 150;
const pdf = samplePdf();

export async function* measureAugmentation(): AsyncIterable<Measurement> {
  const authorities = fork(join(import.meta.dirname, 'authority-worker.ts'), { serialization: 'advanced' });
  const network = new Worker(join(import.meta.dirname, 'network-thread.ts'));
  try {
    const [authority] = (await once(authorities, 'message')) as [RunningAuthority];
    const signer = await signersOf(authority.origin)({ key: 'P-256', kind: 'ecdsa', digest: 'sha256' });
    const ways = {
      'beside the network': besideUs(network),
      'HTTP included': { outward: openOutward({ privateHosts: ['127.0.0.1'] }), spent: async () => 0 },
    };
    for (const [name, { outward, spent }] of Object.entries(ways)) {
      const asked = await asking(authority, outward);
      const value = await processorTimeOf(() => toArchive(signer, asked), spent);
      yield { name: `PAdES B-LTA of a small PDF, P-256, our processor time ${name}`, value, unit: 'ms' };
    }
  } finally {
    await network.terminate();
    authorities.disconnect();
  }
}

interface Network {
  readonly outward: Outward;
  /** Microseconds of the processor so far that are the network's alone. */
  spent(): Promise<number>;
}

/** The other thread asks for us. */
function besideUs(network: Worker): Network {
  const open = new Map<number, (answer: Reply['answer']) => void>();
  network.on('message', ({ id, answer }: Reply) => {
    open.get(id)?.(answer);
    open.delete(id);
  });
  let [last, waking] = [0, 0];
  const ask: Outward['ask'] = (request) => {
    const { promise, resolve } = Promise.withResolvers<Reply['answer']>();
    open.set(++last, resolve);
    const before = process.threadCpuUsage();
    network.postMessage({ id: last, request } satisfies Question);
    waking += sum(process.threadCpuUsage(before));
    return promise;
  };
  return {
    outward: { ask, requireAllowed: () => undefined },
    spent: async () => waking + sum(await network.cpuUsage()),
  };
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

async function asking({ root, timeStamps }: RunningAuthority, outward: Outward): Promise<Augmentation> {
  const time = await openTimeStamping([{ type: 'http', url: timeStamps, roots: [root] }], outward);
  return {
    level: 'B-LTA',
    whenUnavailable: 'fail',
    stamp: async (imprint, digest) => (await time.stamp(imprint, digest)).token,
    sources: openRevocationSource({}, outward),
    anchors: [parseCertificate(root)],
    clock: () => new Date(),
  };
}

async function toArchive({ certificates, scheme, sign }: MatrixSigner, asked: Augmentation): Promise<Uint8Array> {
  const { digest } = scheme;
  const prepared = preparePades(pdf, { digest, certificates, scheme, signingTime: new Date() });
  const appendix = embedPades(prepared, { certificates, scheme, signature: sign(prepared.signedAttributes) });
  return (await augment(Buffer.concat([pdf, appendix]), padesSteps(digest), asked)).document;
}

/** Milliseconds of processor time for one, without the network's. */
async function processorTimeOf(archive: () => Promise<unknown>, spent: Network['spent']): Promise<number> {
  for (let time = 0; time < warmUp; time++) await archive();
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [before, others] = [process.cpuUsage(), await spent()];
    for (let time = 0; time < perRound; time++) await archive();
    values.push((sum(process.cpuUsage(before)) - (await spent()) + others) / 1000 / perRound);
  }
  return median(values);
}

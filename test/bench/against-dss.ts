/**
 * Level B-B in each format by us and by DSS: the same document, key and chain, both warm, in turn. Milliseconds of processor
 * time a document, collector and compiler included, for that is what a core can do.
 */
import { below, type Holder, newKey, sampleRoot } from '../../pki/src/testing/sample-authority.ts';
import { type Judge, openJudge, type SigningTask } from '../conformance/dss.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';
import { type Subject, subjects } from './subject.ts';

const batches = 5;
const rounds = 20;
const warmUp = 400;

type Kind = Pick<SigningTask, 'encryption'> & { readonly name: string; readonly holder: () => Promise<Holder> };

const rsa = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
const kinds: readonly Kind[] = [
  { name: 'RSA-2048', encryption: 'RSA', holder: () => signerWith(newKey(rsa, 2048)) },
  { name: 'P-256', encryption: 'ECDSA', holder: () => signerWith(newKey()) },
];

async function signerWith(key: Holder['key']): Promise<Holder> {
  return below(await sampleRoot('Bench Root'), 'Bench Signer', { key });
}

export async function* measureAgainstDss(): AsyncIterable<Measurement> {
  const dss = await openJudge();
  try {
    for (const subject of subjects) for (const kind of kinds) yield* measure(dss, subject, kind);
  } finally {
    await dss.close();
  }
}

async function* measure(dss: Judge, subject: Subject, kind: Kind): AsyncIterable<Measurement> {
  const document = subject.document();
  const signer = await kind.holder();
  const task = { ...subject.task, ...taskOf(document, signer), encryption: kind.encryption };
  const signOnce = () => subject.sign(document, signer);
  await dss.benchSign({ ...task, warmUp, rounds: 1 });
  timeOurs(signOnce, warmUp);
  const times: { readonly ours: number; readonly theirs: number }[] = [];
  for (let batch = 0; batch < batches; batch++) {
    times.push({ theirs: (await dss.benchSign(task)).cpu / rounds, ours: timeOurs(signOnce, rounds) });
  }
  const title = `${subject.name}, ${kind.name}`;
  yield { name: `${title}: Chancery`, value: median(times.map(({ ours }) => ours)), unit: 'ms' };
  yield { name: `${title}: DSS`, value: median(times.map(({ theirs }) => theirs)), unit: 'ms' };
  const faster = median(times.map(({ ours, theirs }) => theirs / ours));
  yield { name: `${title}: how many times faster`, value: faster, unit: 'ratio', against: 'DSS' };
}

function taskOf(document: Uint8Array, { key, certificate }: Holder) {
  return {
    document: { bytes: document, name: 'bench' },
    key: key.privateKey.export({ format: 'der', type: 'pkcs8' }),
    certificates: [certificate.der],
    digest: 'SHA256',
    warmUp: 0,
    rounds,
  } as const;
}

/** Milliseconds of processor time for one document. */
function timeOurs(signOnce: () => unknown, times: number): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) signOnce();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

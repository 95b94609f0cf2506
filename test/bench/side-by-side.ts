/**
 * Level B-B by us and by a peer: the same document, key and chain, both warm, in turn. Milliseconds of processor time a document,
 * collector and compiler included, for that is what a core can do.
 */
import { below, type Holder, newKey, sampleRoot } from '../../pki/src/testing/sample-authority.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';
import type { Subject } from './subject.ts';

/** Another program that signs what it was given: milliseconds of its processor time for that many documents. */
export interface Peer {
  sign(times: number): Promise<number>;
  close(): Promise<void>;
}

export interface Task {
  readonly subject: Subject;
  readonly document: Uint8Array;
  readonly holder: Holder;
  /** PKCS #8. */
  readonly key: Uint8Array;
}

export interface Rival {
  readonly name: string;
  /** Documents until it is warm. */
  readonly warmUp: number;
  open(task: Task): Promise<Peer>;
}

const batches = 5;
const rounds = 20;
const warmUp = 400;

type Kind = { readonly name: string; readonly key: () => Holder['key'] };

const kinds: readonly Kind[] = [
  { name: 'RSA-2048', key: () => newKey({ kind: 'rsa-pkcs1', digest: 'sha256' }, 2048) },
  { name: 'P-256', key: () => newKey() },
];

export async function* measureBeside(rival: Rival, subjects: readonly Subject[]): AsyncIterable<Measurement> {
  for (const subject of subjects) for (const kind of kinds) yield* measure(rival, subject, kind);
}

async function* measure(rival: Rival, subject: Subject, kind: Kind): AsyncIterable<Measurement> {
  const document = subject.document();
  const holder = await below(await sampleRoot('Bench Root'), 'Bench Signer', { key: kind.key() });
  const key = holder.key.privateKey.export({ format: 'der', type: 'pkcs8' });
  const peer = await rival.open({ subject, document, holder, key });
  const times: { readonly ours: number; readonly theirs: number }[] = [];
  try {
    const signOnce = () => subject.sign(document, holder);
    for (let done = 0; done < rival.warmUp; done += rounds) await peer.sign(rounds);
    timeOurs(signOnce, warmUp);
    for (let batch = 0; batch < batches; batch++) {
      times.push({ theirs: (await peer.sign(rounds)) / rounds, ours: timeOurs(signOnce, rounds) });
    }
  } finally {
    await peer.close();
  }
  const title = `${subject.name}, ${kind.name}`;
  yield { name: `${title}: Chancery`, value: median(times.map(({ ours }) => ours)), unit: 'ms' };
  yield { name: `${title}: ${rival.name}`, value: median(times.map(({ theirs }) => theirs)), unit: 'ms' };
  const faster = median(times.map(({ ours, theirs }) => theirs / ours));
  yield { name: `${title}: how many times faster`, value: faster, unit: 'ratio', against: rival.name };
}

/** Milliseconds of processor time for one document. */
function timeOurs(signOnce: () => unknown, times: number): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) signOnce();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/**
 * PAdES B-B of 1 MB from the file in memory to the signed file in memory (prepare, sign with a local key, embed), by us and by
 * DSS: the same file, key and chain, both warm, in turn. Milliseconds of processor time a document, collector and compiler
 * included, for that is what a core can do.
 */
import { embedPades, preparePades } from '@chancery/ades';
import { below, type Holder, newKey, sampleRoot, signWith } from '../../pki/src/testing/sample-authority.ts';
import { type Judge, openJudge, type SigningTask } from '../conformance/dss.ts';
import { median } from './median.ts';
import { pdfOfSize } from './pdf-of-size.ts';
import type { Measurement } from './run.ts';

const batches = 5;
const rounds = 20;
const warmUp = 150;

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
    for (const kind of kinds) yield* measureKind(dss, kind);
  } finally {
    await dss.close();
  }
}

async function* measureKind(dss: Judge, { name, encryption, holder }: Kind): AsyncIterable<Measurement> {
  const pdf = pdfOfSize(1e6);
  const signer = await holder();
  const task = taskOf(pdf, signer, encryption);
  await dss.benchSign({ ...task, warmUp, rounds: 1 });
  timeOurs(pdf, signer, warmUp);
  const times: { readonly ours: number; readonly theirs: number }[] = [];
  for (let batch = 0; batch < batches; batch++) {
    times.push({ theirs: (await dss.benchSign(task)).cpu / rounds, ours: timeOurs(pdf, signer, rounds) });
  }
  const title = `PAdES B-B of 1 MB, ${name}`;
  yield { name: `${title}: Chancery`, value: median(times.map(({ ours }) => ours)), unit: 'ms' };
  yield { name: `${title}: DSS`, value: median(times.map(({ theirs }) => theirs)), unit: 'ms' };
  const faster = median(times.map(({ ours, theirs }) => theirs / ours));
  yield { name: `${title}: how many times faster`, value: faster, unit: 'ratio', against: 'DSS' };
}

function taskOf(pdf: Uint8Array, { key, certificate }: Holder, encryption: SigningTask['encryption']): SigningTask {
  return {
    format: 'PAdES',
    document: { bytes: pdf, name: 'bench.pdf' },
    key: key.privateKey.export({ format: 'der', type: 'pkcs8' }),
    certificates: [certificate.der],
    encryption,
    digest: 'SHA256',
    warmUp: 0,
    rounds,
  };
}

/** Milliseconds of processor time for one document. */
function timeOurs(pdf: Uint8Array, { key, certificate }: Holder, times: number): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) signOnce(pdf, key, [certificate.der]);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

function signOnce(pdf: Uint8Array, key: Holder['key'], certificates: readonly Uint8Array[]): Buffer {
  const { scheme } = key;
  const prepared = preparePades(pdf, { digest: scheme.digest, certificates, scheme, signingTime: new Date() });
  const appendix = embedPades(prepared, { certificates, scheme, signature: signWith(key, prepared.signedAttributes) });
  return Buffer.concat([pdf, appendix]);
}

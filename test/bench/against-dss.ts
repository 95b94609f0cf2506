/** Every format beside DSS, in one Java process for all of them. */
import { openJudge } from '../conformance/dss.ts';
import type { Measurement } from './run.ts';
import { measureBeside, type Peer, type Rival, type Task } from './side-by-side.ts';
import { subjects } from './subject.ts';

type Judge = Awaited<ReturnType<typeof openJudge>>;

export async function* measureAgainstDss(): AsyncIterable<Measurement> {
  const judge = await openJudge();
  const rival: Rival = { name: 'DSS', warmUp: 400, open: async (task) => peerIn(judge, task) };
  try {
    yield* measureBeside(rival, subjects);
  } finally {
    await judge.close();
  }
}

function peerIn(judge: Judge, { subject, document, holder, key }: Task): Peer {
  const encryption = holder.key.scheme.kind === 'ecdsa' ? 'ECDSA' : 'RSA';
  const certificates = [holder.certificate.der];
  const asked = {
    ...subject.task,
    document: { bytes: document, name: 'bench' },
    key,
    certificates,
    encryption,
  } as const;
  return {
    sign: async (rounds) => (await judge.benchSign({ ...asked, digest: 'SHA256', warmUp: 0, rounds })).cpu,
    close: async () => {},
  };
}

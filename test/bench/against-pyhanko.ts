/** PAdES beside pyHanko, each time in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { listPdfSignatures } from '@chancery/ades';
import { pythonWith } from '../conformance/python.ts';
import type { Measurement } from './run.ts';
import { measureBeside, type Peer, type Task } from './side-by-side.ts';
import { subjects } from './subject.ts';

const program = join(import.meta.dirname, 'pyhanko-signing.py');

export function measureAgainstPyhanko(): AsyncIterable<Measurement> {
  // An interpreter has nothing to warm up but its caches.
  const rival = { name: 'pyHanko', warmUp: 20, open };
  return measureBeside(
    rival,
    subjects.filter(({ task }) => task.format === 'PAdES'),
  );
}

async function open({ document, holder, key }: Task): Promise<Peer> {
  const child = spawn(pythonWith('pyhanko'), ['-I', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
  const certificates = [base64(holder.certificate.der)];
  const task = { document: base64(document), key: base64(key), certificates, digest: 'sha256' };
  child.stdin.write(`${JSON.stringify(task)}\n`);
  return {
    sign: async (times) => {
      child.stdin.write(`${times}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('pyHanko has ended');
      const { cpu, signed } = JSON.parse(value) as { readonly cpu: number; readonly signed: string };
      requireSigned(Buffer.from(signed, 'base64'));
      return cpu;
    },
    close: async () => {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

/** What was measured was a signature over the whole file. */
function requireSigned(pdf: Uint8Array): void {
  if (!listPdfSignatures(pdf).some(({ coversWholeFile }) => coversWholeFile)) throw new Error('pyHanko signed nothing');
}

/** pyHanko as the judge of signed PDF files. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonWith } from './python.ts';

export interface PyhankoSignature {
  readonly kind: 'signature' | 'timestamp';
  readonly field: string;
  readonly intact: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly coverage: string;
  /** Whether what was added after it is allowed by certifications and locks. */
  readonly allowed: boolean;
  readonly modification: string | null;
}

/** All signatures of the file, oldest first. Throws with pyHanko's own words when it cannot read the file. */
export async function judgeWithPyhanko(
  pdf: Uint8Array,
  root: Uint8Array,
  password?: string,
): Promise<PyhankoSignature[]> {
  const program = join(import.meta.dirname, 'pades-judge.py');
  const child = spawn(pythonWith('pyhanko'), ['-I', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  child.stdin.end(JSON.stringify({ pdf: base64(pdf), root: base64(root), password }));
  const [report, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (report === '') throw new Error(`pyHanko did not finish: ${complaint.trim().split('\n').at(-1)}`);
  return JSON.parse(report) as PyhankoSignature[];
}

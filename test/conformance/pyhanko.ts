/**
 * pyHanko as a client of CSC and as the judge of what it signed with it: a program nobody here wrote on both ends.
 * As a program: `node test/conformance/pyhanko.ts < task.json` prints the report; the exit code says whether all is well.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonWith } from './python.ts';

/** A service at `base` (its CSC at `base/csc/v1` unless `dialect` says `v2`) and an explicit SCAL1 credential of the user. */
export interface PyhankoTask {
  readonly base: string;
  readonly user: string;
  readonly password: string;
  readonly pin: string;
  readonly credentialID: string;
  readonly dialect?: 'v1' | 'v2';
  /** The trust anchor, base64 DER; without it the last certificate of the credential's chain. */
  readonly root?: string;
}

/** One signed document: RSA credentials sign three with PKCS#1 and three with PSS, elliptic ones three. */
export interface PyhankoVerdict {
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa';
  readonly mechanism: string;
  readonly intact: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
}

const here = import.meta.dirname;

/** Signs and judges. Throws with pyHanko's own words when a request is refused. */
export async function signWithPyhanko(task: PyhankoTask): Promise<PyhankoVerdict[]> {
  const child = spawn(pythonWith('pyhanko'), ['-I', join(here, 'pyhanko.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(task));
  const [report, complaint] = await Promise.all([text(child.stdout), text(child.stderr), exited(child)]);
  if (report === '') throw new Error(`pyHanko did not finish: ${complaint.trim().split('\n').at(-1)}`);
  return JSON.parse(report) as PyhankoVerdict[];
}

export function allGood(verdicts: readonly PyhankoVerdict[]): boolean {
  return verdicts.length > 0 && verdicts.every(({ intact, valid, trusted }) => intact && valid && trusted);
}

async function exited(child: ChildProcess): Promise<void> {
  await once(child, 'close');
}

if (import.meta.main) {
  const verdicts = await signWithPyhanko(JSON.parse(await text(process.stdin)) as PyhankoTask);
  process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
  process.exitCode = allGood(verdicts) ? 0 : 1;
}

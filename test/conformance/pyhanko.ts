/**
 * pyHanko as a client of CSC and as the judge of what it signed with it: a program nobody here wrote on both ends.
 * As a program: `node test/conformance/pyhanko.ts < task.json` prints the report; the exit code says whether all is well.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { pythonWith } from './python.ts';

/** How the signatures are authorized: by a person's PIN, or as an application for which the person approves in her browser. */
type Means =
  | { readonly user: string; readonly password: string; readonly pin: string }
  | { readonly client: { readonly id: string; readonly secret: string; readonly redirect: string } };

/** A service at `base` (its CSC at `base/csc/v1` unless `dialect` says `v2`) and a credential: an explicit one of SCAL1 for a PIN. */
export type PyhankoTask = Means & {
  readonly base: string;
  readonly credentialID: string;
  readonly dialect?: 'v1' | 'v2';
  /** The trust anchor, base64 DER; without it the last certificate of the credential's chain. */
  readonly root?: string;
};

/** One signed document: RSA credentials sign three with PKCS#1 and three with PSS, elliptic ones three. */
export interface PyhankoVerdict {
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa';
  readonly mechanism: string;
  readonly intact: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
}

const here = import.meta.dirname;

/** What a person does with an address in her browser: where that ended. */
type Approve = (url: string) => Promise<string>;

/** Signs and judges. Throws with pyHanko's own words when a request is refused. */
export async function signWithPyhanko(task: PyhankoTask, approve: Approve = nobody): Promise<PyhankoVerdict[]> {
  const child = spawn(pythonWith('pyhanko'), ['-I', join(here, 'pyhanko.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.write(`${JSON.stringify(task)}\n`);
  const [report, complaint] = await Promise.all([followed(child, approve), text(child.stderr)]);
  if (report === undefined) throw new Error(`pyHanko did not finish: ${complaint.trim().split('\n').at(-1)}`);
  return report;
}

async function nobody(url: string): Promise<string> {
  throw new Error(`nobody is there to approve ${url}`);
}

async function followed(child: ChildProcessWithoutNullStreams, approve: Approve) {
  let report: PyhankoVerdict[] | undefined;
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line) as { readonly approve: string } | PyhankoVerdict[];
    if (!('approve' in said)) report = said;
    else child.stdin.write(`${JSON.stringify({ back: await approve(said.approve) })}\n`);
  }
  return report;
}

export function allGood(verdicts: readonly PyhankoVerdict[]): boolean {
  return verdicts.length > 0 && verdicts.every(({ intact, valid, trusted }) => intact && valid && trusted);
}

if (import.meta.main) {
  const verdicts = await signWithPyhanko(JSON.parse(await text(process.stdin)) as PyhankoTask);
  process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
  process.exitCode = allGood(verdicts) ? 0 : 1;
}

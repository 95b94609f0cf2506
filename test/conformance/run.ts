/**
 * `npm run conformance`: clients and judges nobody here wrote. Two courts sit side by side, for most of either is waiting for
 * one process. Prints `N passed, N failed` as its last line.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { keepTemporaryFilesInMemory } from '../memory-folder.ts';
import { askedByClientsOfV1 } from './clients-of-v1.ts';
import { spokenByCscV2 } from './csc-v2.ts';
import { foreignSignaturesExtended } from './foreign-signatures.ts';
import { buildJudge } from './java-program.ts';
import { judgedByDss } from './judged-by-dss.ts';
import type { Tally } from './matrix.ts';
import { describedInOpenApi } from './openapi.ts';
import { judgedByVeraPdf } from './pdf-a.ts';
import { pythonWith } from './python.ts';
import { probedBySchemathesis } from './schemathesis.ts';
import { signedByPyhanko } from './signed-by-pyhanko.ts';
import { judgedAfterThirtyYears } from './thirty-years.ts';

type Judge = () => Tally | Promise<Tally>;

const courts: Readonly<Record<'documents' | 'services', readonly Judge[]>> = {
  documents: [judgedByDss, judgedAfterThirtyYears, () => foreignSignaturesExtended(), judgedByVeraPdf],
  services: [signedByPyhanko, askedByClientsOfV1, spokenByCscV2, describedInOpenApi, () => probedBySchemathesis()],
};

const help = `npm run -s conformance

Has clients and judges that nobody here wrote at work: pyHanko, DSS, veraPDF, openssl, the JDK, schemathesis and others.
The last line says how many passed and failed; ends with 0 when none failed, 1 when one did.
`;

const asked = process.argv[2];
if (asked === '--help') {
  process.stdout.write(help);
  process.exit();
}
if (asked === undefined) await bothCourts();
else await told(await sit(courts[asked === 'services' ? 'services' : 'documents']));
process.exit();

/** Judges that both courts need are built before either sits: two builds in one folder would be in each other's way. */
async function bothCourts(): Promise<void> {
  keepTemporaryFilesInMemory();
  for (const name of ['dss', 'verapdf'] as const) buildJudge(name);
  for (const name of ['pyhanko', 'openapi', 'schemathesis']) pythonWith(name);
  const { passed, failed } = sum(await Promise.all(Object.keys(courts).map(verdictOf)));
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** A court that ends without a word has failed. */
async function verdictOf(court: string): Promise<Tally> {
  const child = fork(import.meta.filename, [court]);
  const verdict = once(child, 'message').then(([tally]) => tally as Tally);
  const silence = once(child, 'disconnect').then(() => ({ passed: 0, failed: 1 }));
  return Promise.race([verdict, silence]);
}

function told(tally: Tally): Promise<unknown> {
  return new Promise((sent) => process.send?.(tally, undefined, undefined, sent));
}

async function sit(judges: readonly Judge[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const judge of judges) tallies.push(await judge());
  return sum(tallies);
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }));
}

/**
 * DSS judges signatures of 2026 in 2056, whole and with one renewal left out. Fails when it finds one of the first wanting or one of
 * the second whole, and when docs/conformance/thirty-years.md says something else. `node test/conformance/thirty-years.ts [--write]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DssReport, openJudge } from './dss.ts';
import type { Tally } from './matrix.ts';
import { type Format, formats, groundsOf, live, openWorld, renewals } from './thirty-years/story.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'conformance', 'thirty-years.md');
const policies = join(import.meta.dirname, 'dss');
export const withoutExpiry = join(policies, 'policy-without-expiry.xml');

interface Case {
  readonly format: string;
  readonly leftOut: number | undefined;
  readonly words: string;
  readonly asExpected: boolean;
}

/** The page and the policy count as one case each. */
export async function judgedAfterThirtyYears(): Promise<Tally> {
  const cases = await judgeAll();
  const current = readFileSync(page, 'utf8') === write(cases);
  if (!current)
    process.stdout.write('docs/conformance/thirty-years.md differs: node test/conformance/thirty-years.ts --write\n');
  const right = [...cases.map(({ asExpected }) => asExpected), current, differsInExpiryAlone()];
  const passed = right.filter(Boolean).length;
  return { passed, failed: right.length - passed };
}

async function judgeAll(): Promise<Case[]> {
  const [dss, world] = [await openJudge(), await openWorld()];
  const cases: Case[] = [];
  try {
    const grounds = { ...(await groundsOf(world)), policy: withoutExpiry };
    for (const format of formats) {
      for (const leftOut of [undefined, ...renewals.keys()]) {
        const bytes = await live(world, format, leftOut);
        cases.push(caseOf(format, leftOut, await dss.validate({ bytes, name: format.file }, grounds)));
      }
    }
  } finally {
    await dss.close();
  }
  for (const one of cases) if (!one.asExpected) process.stdout.write(`thirty years, ${JSON.stringify(one)}\n`);
  return cases;
}

function caseOf({ name }: Format, leftOut: number | undefined, { signatures, timestamps }: DssReport): Case {
  const [signature] = signatures;
  const { indication, subIndication, level } = signature ?? { indication: 'nothing', subIndication: null, level: '' };
  const passed = timestamps.filter((one) => one.indication === 'PASSED').length;
  const whole = indication === 'TOTAL_PASSED' && level === `${name}-BASELINE-LTA` && passed === timestamps.length;
  const words = `${[indication, subIndication].filter(Boolean).join(', ')}; ${passed} of ${timestamps.length} time-stamps passed`;
  return { format: name, leftOut, words, asExpected: leftOut === undefined ? whole : indication === 'INDETERMINATE' };
}

/** The policy is that of the matrix but for the dates of algorithms. */
function differsInExpiryAlone(): boolean {
  const rules = (name: string) =>
    readFileSync(join(policies, name), 'utf8')
      .replace(/<AlgoExpirationDate[\s\S]*<\/AlgoExpirationDate>/, '')
      .replace(/<!--[\s\S]*?-->| Name="[^"]*"|\s+/g, '');
  return rules('policy.xml') === rules('policy-without-expiry.xml');
}

function write(cases: readonly Case[]): string {
  const left = [undefined, ...renewals.keys()];
  const names = left.map((one) =>
    one === undefined ? 'renewed each time' : `without that of ${renewals[one]!.in.getUTCFullYear()}`,
  );
  const lines = [...Map.groupBy(cases, ({ format }) => format)].map(
    ([format, of]) => `| ${format} | ${of.map(({ words }) => words).join(' | ')} |`,
  );
  return `${preface}\n| | ${names.join(' | ')} |\n|${' --- |'.repeat(1 + names.length)}\n${lines.join('\n')}\n`;
}

const preface = `# Thirty years

Made by \`npm run conformance\`, which fails when a signature that was kept is not found whole, when one that was not kept is, or when this
page differs from the run. The clock is moved; certificates, lists, answers and time-stamps are real and made for their day.

| when | what happens |
| --- | --- |
| June 2026 | signed with P-256 and SHA-256; brought to B-LTA at once with the first time-stamping authority |
| January 2028 | the authority of the signer is lost: its certificates expire, its responder and lists answer nobody, its keys are gone |
| June 2035 | renewed: fresh validation data for the time-stamp before, then an archive time-stamp by the second authority, P-521 and SHA-512 |
| June 2036 | the certificates of the first time-stamping authority expire, and it answers nobody any more |
| June 2045 | renewed in the same way, by the third authority |
| June 2046 | the second time-stamping authority ends like the first |
| June 2056 | DSS judges, under \`test/conformance/dss/policy-without-expiry.xml\`: the policy of the matrix without the dates at which algorithms expire |

DSS is given the roots, and the last list of every time-stamping authority as somebody may have kept it. Where the renewal of 2035 is left
out, that of 2045 comes too late: ours is refused with \`evidence-missing\`, since nobody is left to ask about the first authority. An
archive time-stamp is then added all the same, and DSS does not find the chain whole either.
`;

if (import.meta.main) {
  if (process.argv.includes('--write')) writeFileSync(page, write(await judgeAll()));
  const { passed, failed } = await judgedAfterThirtyYears();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** `npm run fuzz`: goes on from a random seed until the time is over or something is found. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { type TargetName, targets } from './targets.ts';

const help = `npm run -s fuzz -- [--minutes N] [--target NAME] [--seed N]

  --minutes N    how long (10)
  --target NAME  ${Object.keys(targets).join(', ')} (all, in turn)
  --seed N       where it begins (at random); a finding names its own

Ends with 0 when nothing was found, 1 when something was, 2 when it was asked in a wrong way.

Example: npm run -s fuzz -- --minutes 1 --target ${Object.keys(targets)[0]}
`;

const wanted = asked();
if (wanted.help) end(0, help);
const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const names = (Object.keys(targets) as TargetName[]).filter((name) => !wanted.target || wanted.target === name);
if (names.length === 0) end(2, `There is no target ${wanted.target}.\n\n${help}`);
for (const number of [wanted.minutes, wanted.seed ?? '0'])
  if (!/^\d+(\.\d+)?$/.test(number)) end(2, `${number} is not a number.\n\n${help}`);
const until = Date.now() + Number(wanted.minutes) * 60_000;
const count = 1000;
let done = 0;
const findings: string[] = [];
for (
  let first = Number(wanted.seed ?? randomInt(2 ** 30));
  Date.now() < until && findings.length === 0;
  first += count
) {
  for (const target of names) {
    const outcome = await fuzz({ target, corpus, first, count });
    findings.push(...outcome.findings);
    done += count;
    process.stderr.write(
      `${target}: seeds ${first} to ${first + count - 1}, ${Math.round(outcome.peakBytes / 1e6)} MB\n`,
    );
  }
}
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stdout.write(`${done} inputs, ${findings.length} findings\n`);
process.exit(findings.length === 0 ? 0 : 1);

function asked() {
  const text = { type: 'string' } as const;
  try {
    const options = {
      minutes: { ...text, default: '10' },
      target: text,
      seed: text,
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return end(2, `${(error as Error).message}\n\n${help}`);
  }
}

function end(status: number, words: string): never {
  (status === 0 ? process.stdout : process.stderr).write(words);
  process.exit(status);
}

/** `npm run fuzz -- [--minutes N] [--target NAME] [--seed N]`: goes on from a random seed until the time is over or something is found. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { type TargetName, targets } from './targets.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, target: { type: 'string' }, seed: { type: 'string' } },
});
const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const names = (Object.keys(targets) as TargetName[]).filter((name) => !values.target || values.target === name);
if (names.length === 0) {
  process.stderr.write(`There is no target ${values.target}: ${Object.keys(targets).join(', ')}.\n`);
  process.exit(2);
}
const until = Date.now() + Number(values.minutes) * 60_000;
const count = 1000;
let done = 0;
const findings: string[] = [];
for (
  let first = Number(values.seed ?? randomInt(2 ** 30));
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

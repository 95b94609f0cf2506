/** `npm run -s bench -- --json [--only NAME]`: one JSON object per line; ratios are measured in turn in the same run, medians. */
import { measureAgainstDss } from './against-dss.ts';
import { measureDemo, measureStart } from './commands.ts';
import { measurePades } from './pades.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For a ratio: what it is measured against. */
  readonly against?: string;
}

const benches: Record<string, () => AsyncIterable<Measurement>> = {
  demo: measureDemo,
  start: measureStart,
  pades: measurePades,
  dss: measureAgainstDss,
};

const only = process.argv[process.argv.indexOf('--only') + 1];
const json = process.argv.includes('--json');
for (const [name, bench] of Object.entries(benches)) {
  if (process.argv.includes('--only') && only !== name) continue;
  for await (const row of bench()) process.stdout.write(`${json ? JSON.stringify(row) : line(row)}\n`);
}

function line(row: Measurement): string {
  return `${row.name.padEnd(44)} ${row.value.toFixed(2).padStart(10)} ${row.unit}${row.against ? `  (against ${row.against})` : ''}`;
}

/** `npm run -s bench -- --json [--full] [--only NAME]`: one JSON object per line; ratios are measured in turn in the same run, medians. */
import { parseArgs } from 'node:util';
import { measureAgainstDss } from './against-dss.ts';
import { measureAgainstPyhanko } from './against-pyhanko.ts';
import { measureAuditCommits } from './audit-commits.ts';
import { measureAugmentation } from './augmentation.ts';
import { measureCms } from './cms.ts';
import { measureColdDemo, measureDemo, measureStart } from './commands.ts';
import { measurePades } from './pades.ts';
import { measurePage } from './page.ts';
import { measurePinApprovals } from './pin-approvals.ts';
import { measureModuleLoop } from './pkcs11.ts';
import { measureRecords } from './records.ts';
import { measureSapSign } from './sap-sign.ts';
import { measureCredentialsInfo, measureToken } from './service-calls.ts';
import { measureSignHash } from './sign-hash.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For a ratio: what it is measured against. */
  readonly against?: string;
}

interface Bench {
  readonly what: string;
  readonly measure: () => AsyncIterable<Measurement>;
  /** Takes long and much of the disk: only with --full, or by its name. */
  readonly full?: true;
}

const benches: Readonly<Record<string, Bench>> = {
  demo: { what: 'npm run demo, everything installed', measure: measureDemo },
  'demo-cold': { what: 'the same in a fresh clone, nothing in the package cache', measure: measureColdDemo },
  start: { what: 'npm start until it is ready', measure: measureStart },
  page: {
    what: 'the approval page on a cold cache at 10 Mbit/s: sizes, usable, first page seen',
    measure: measurePage,
  },
  signHash: {
    what: 'CSC v1 signatures/signHash: processor time by process, reply under load',
    measure: measureSignHash,
  },
  token: { what: 'OAuth 2.0 tokens by client credentials: answered, processor time', measure: measureToken },
  'credentials-info': { what: 'CSC v1 credentials/info: answered, processor time', measure: measureCredentialsInfo },
  pin: { what: 'CSC v1 credentials/authorize with a PIN beside Argon2', measure: measurePinApprovals },
  records: { what: 'signing among 1,000 to 1,000,000 stored keys (with --full)', measure: measureRecords, full: true },
  'module-loop': { what: 'a lane over SoftHSM against the bare calls of its library', measure: measureModuleLoop },
  'sap-sign': {
    what: 'sap.sign of a SAM over SoftHSM and PostgreSQL, processor time by process',
    measure: measureSapSign,
  },
  audit: { what: 'acts and their audit records on PostgreSQL', measure: measureAuditCommits },
  pades: { what: 'PAdES prepare and embed against SHA-256 of the file', measure: measurePades },
  cms: { what: 'CMS assembly', measure: measureCms },
  augmentation: { what: 'a small PDF to B-LTA beside the network', measure: measureAugmentation },
  dss: { what: 'PAdES, CAdES and XAdES B-B of 1 MB beside DSS', measure: measureAgainstDss },
  pyhanko: { what: 'PAdES B-B of 1 MB beside pyHanko', measure: measureAgainstPyhanko },
};

const help = `npm run -s bench -- [--json] [--full] [--only NAME]

Measures and prints one line for each value; --json makes each line a JSON object, --full measures what takes long as well. NAME is one of:
${Object.entries(benches)
  .map(([name, { what }]) => `  ${name.padEnd(18)}${what}`)
  .join('\n')}

Example: npm run -s bench -- --json --only start
`;

interface Wanted {
  readonly json: boolean;
  readonly full: boolean;
  readonly only: string | undefined;
}

/** Undefined when there is nothing to measure; `exitCode` says whether that is a mistake. */
function wanted(): Wanted | undefined {
  try {
    const options = {
      json: { type: 'boolean' },
      full: { type: 'boolean' },
      only: { type: 'string' },
      help: { type: 'boolean' },
    } as const;
    const { json = false, full = false, only, help: asked } = parseArgs({ options }).values;
    if (asked) return void process.stdout.write(help);
    if (only === undefined || only in benches) return { json, full, only };
    return refuse(`There is no bench called ${only}.`);
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(sentence: string): undefined {
  process.stderr.write(`${sentence}\n\n${help}`);
  process.exitCode = 2;
}

async function run({ json, full, only }: Wanted): Promise<void> {
  for (const [name, bench] of Object.entries(benches)) {
    if (only === undefined ? bench.full && !full : only !== name) continue;
    for await (const row of bench.measure()) process.stdout.write(`${json ? JSON.stringify(row) : line(row)}\n`);
  }
}

function line(row: Measurement): string {
  return `${row.name.padEnd(44)} ${row.value.toFixed(2).padStart(10)} ${row.unit}${row.against ? `  (against ${row.against})` : ''}`;
}

const asked = wanted();
if (asked) await run(asked);

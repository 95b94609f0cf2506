/**
 * `npm run soak`: many clients spend the slots of the same approvals and are killed; then an hour at most of the load. What is named alone
 * is run alone.
 */
import { parseArgs } from 'node:util';
import { ensurePeers } from '../peers.ts';
import { openApprovals } from './approvals.ts';
import { soakForHour } from './hour.ts';
import { attackLedger } from './ledger.ts';

const help = `npm run -s soak -- [--attempts N] [--minutes N] [--json]

  --attempts N   clients spend the same slots so many times and are killed meanwhile: no slot may be spent twice (1000000)
  --minutes N    two nodes on one PostgreSQL at 80 % of what they sustain: no call may fail, nothing may grow or stay (60)
  --json         one JSON object per line on standard output

Both unless one is named. Ends with 0 when all is well, 1 when something was found, 2 when it was asked in a wrong way.

Example: npm run -s soak -- --minutes 10
`;

interface Wanted {
  readonly attempts: number | undefined;
  readonly minutes: number | undefined;
  readonly json: boolean;
}

/** Undefined when there is nothing to do; `exitCode` says whether that is a mistake. */
function wanted(): Wanted | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({ options: { attempts: text, minutes: text, json: flag, help: flag } });
    if (values.help) return void process.stdout.write(help);
    const [attempts, minutes] = [numberOf(values.attempts), numberOf(values.minutes)];
    const json = values.json ?? false;
    const both = attempts === undefined && minutes === undefined;
    return both ? { attempts: 1_000_000, minutes: 60, json } : { attempts, minutes, json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exitCode = 2;
    return undefined;
  }
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${text} is not a number above zero.`);
  return Number(text);
}

async function runLedger(attempts: number): Promise<Result> {
  const { bench, url, approved, close } = await openApprovals();
  const chals = await approved(500, 20);
  const progress = (made: number) => process.stderr.write(`\r${made} of ${attempts} attempts`);
  const outcome = await attackLedger({ url, db: bench.sam.db, chals, attempts, progress });
  await close();
  process.stderr.write('\n');
  const { twice, unlogged, kills, spent } = outcome;
  const summary = `${outcome.attempts} attempts, ${kills} killed, ${spent} slots spent, ${twice.length} of them twice, ${unlogged} not logged`;
  return { ledger: outcome, summary, ok: twice.length === 0 && unlogged === 0 };
}

async function runHour(minutes: number): Promise<Result> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const outcome = await soakForHour({ minutes, progress });
  const signatures = outcome.minutes.reduce((sum, minute) => sum + minute.signatures, 0);
  const summary = [`${signatures} signatures in ${outcome.minutes.length} minutes`, ...outcome.findings].join('\n');
  return { load: outcome, summary, ok: outcome.findings.length === 0 };
}

type Result = { readonly ok: boolean; readonly summary: string } & Readonly<Record<string, unknown>>;

async function run({ attempts, minutes, json }: Wanted): Promise<void> {
  ensurePeers();
  const tell = ({ summary, ...result }: Result) => {
    process.stdout.write(`${json ? JSON.stringify(result) : summary}\n`);
    if (!result.ok) process.exitCode = 1;
  };
  if (attempts !== undefined) tell(await runLedger(attempts));
  if (minutes !== undefined) tell(await runHour(minutes));
}

const asked = wanted();
if (asked) await run(asked);
process.exit();

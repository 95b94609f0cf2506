/** `npm run soak -- [--attempts N]`: many clients spend the slots of the same approvals and are killed; a million times unless told. */
import { parseArgs } from 'node:util';
import { ensurePeers } from '../peers.ts';
import { openApprovals } from './approvals.ts';
import { attackLedger } from './ledger.ts';

const { values } = parseArgs({ options: { attempts: { type: 'string', default: '1000000' } } });
const wanted = Number(values.attempts);
ensurePeers();
const { bench, url, approved, close } = await openApprovals();
const chals = await approved(500, 20);
const progress = (attempts: number) => process.stderr.write(`\r${attempts} of ${wanted} attempts`);
const outcome = await attackLedger({ url, db: bench.sam.db, chals, attempts: wanted, progress });
await close();
process.stderr.write('\n');
process.stdout.write(`${JSON.stringify(outcome)}\n`);
process.exit(outcome.twice.length === 0 && outcome.unlogged === 0 ? 0 : 1);

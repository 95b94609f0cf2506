/** Acts with a row and a record of their own that a SAM commits in a second on PostgreSQL, many at once: with its chains, and with one. */
import { Audit } from '../../sam/src/server/audit/audit.ts';
import { openDatabase } from '../../sam/src/server/database/database.ts';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { postgresPrograms, startPostgres } from '../postgres.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const milliseconds = 2_000;
const atOnce = 32;
const event = { ev: 'BENCH', outcome: 'ok', actor: 'sam' } as const;

export async function* measureAuditCommits(): AsyncIterable<Measurement> {
  if (postgresPrograms() === undefined) return;
  const postgres = await startPostgres();
  const database = { url: postgres.url('sam') };
  await migrateSam(database);
  const { db, close } = await openDatabase(database);
  const [one, several] = [new Audit(db, () => new Date(), 1), new Audit(db, () => new Date())];
  const measured: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round++) measured.push([await actsOf(one), await actsOf(several)]);
  await close();
  await postgres.stop();
  yield { name: 'audited acts, one chain', value: median(measured.map(([single]) => single)), unit: 'per second' };
  yield { name: 'audited acts, its chains', value: median(measured.map(([, many]) => many)), unit: 'per second' };
  const ratio = median(measured.map(([single, many]) => many / single));
  yield { name: 'audited acts', value: ratio, unit: 'times', against: 'one chain' };
}

async function actsOf(audit: Audit): Promise<number> {
  const until = Date.now() + milliseconds;
  let done = 0;
  const act = async () => {
    while (Date.now() < until) {
      await audit.commit(async (trx) => {
        const row = { kind: 'bench', id: String(Math.random()), data: '', mac: new Uint8Array(32) };
        await trx
          .insertInto('trust')
          .values(row as never)
          .execute();
        return { value: undefined, events: [event] };
      });
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, act));
  return (done * 1_000) / milliseconds;
}

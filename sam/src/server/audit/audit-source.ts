import type { Transaction } from 'kysely';
import type { AuditTable, CheckpointTable, Ledger } from '../database/ledger.ts';
import { FactorsInLog } from './audit-factors.ts';
import type { RecordFinding } from './audit-finding.ts';
import { type AuditContent, rolledBack } from './audit-ledger.ts';

export type CheckpointRow = Pick<CheckpointTable, 'cp' | 'jws' | 'token'>;

/** Where a log is read from, in pages: the records of a chain and the checkpoints in their order. */
export type AuditSource = {
  chains(): Promise<readonly string[]>;
  records(chain: string): AsyncIterable<readonly AuditTable[]>;
  checkpoints(): AsyncIterable<readonly CheckpointRow[]>;
  /** What the ledger beside the log shows no longer; nothing where there is no ledger. */
  rolledBack(records: readonly AuditContent[]): Promise<readonly RecordFinding[]>;
  /** Once all records of whole chains were looked at: the same of what signers approve with, where the last word counts. */
  factorsDiffering(): Promise<readonly RecordFinding[]>;
};

const pageSize = 1000;

/** The log in its database, as one transaction sees it. */
export function auditIn(trx: Transaction<Ledger>): AuditSource {
  const factors = new FactorsInLog();
  return {
    chains: async () => (await trx.selectFrom('audit').select('chain').distinct().execute()).map(({ chain }) => chain),
    records: (chain) => pages((after) => recordsAfter(trx, chain, after), 'seq'),
    checkpoints: () => pages((after) => checkpointsAfter(trx, after), 'cp'),
    rolledBack: (records) => {
      for (const record of records) factors.hear(record);
      return rolledBack(trx, records);
    },
    factorsDiffering: () => factors.differing(trx),
  };
}

async function* pages<N extends string, R extends { readonly [K in N]: number }>(
  read: (after: number) => Promise<readonly R[]>,
  number: N,
): AsyncGenerator<readonly R[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const page = await read(after);
    yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.[number] ?? after;
  }
}

function recordsAfter(trx: Transaction<Ledger>, chain: string, after: number): Promise<readonly AuditTable[]> {
  const query = trx.selectFrom('audit').selectAll().where('chain', '=', chain).where('seq', '>', after);
  return query.orderBy('seq').limit(pageSize).execute();
}

function checkpointsAfter(trx: Transaction<Ledger>, after: number): Promise<readonly CheckpointRow[]> {
  const query = trx.selectFrom('checkpoint').select(['cp', 'jws', 'token']).where('cp', '>', after);
  return query.orderBy('cp').limit(pageSize).execute();
}

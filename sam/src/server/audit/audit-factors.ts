import type { Selectable, Transaction } from 'kysely';
import { sha256Text } from '../../client/index.ts';
import type { FactorTable, Ledger } from '../database/ledger.ts';
import type { RecordFinding } from './audit-finding.ts';
import type { AuditContent } from './audit-ledger.ts';

/** Where a record stands and when it was written, and which factor it is about. */
type Said = {
  readonly chain: string;
  readonly seq: number;
  readonly at: number;
  readonly signer: string;
  readonly factor: string;
};
/** `sha256` of what was set; undefined: removed. */
type Word = Said & { readonly sha256: string | undefined };
type Counted = Said & { readonly counter: number };

/** Signers that are looked up at once. */
const together = 500;

/**
 * What signers approve with, by the last word of the log on each: a factor that was removed and put back, an older PIN, a revoked phone made
 * active again are authentic by their MACs, and so is a counter that was set back. Of factors that the log does not speak of nothing is said.
 */
export class FactorsInLog {
  readonly #words = new Map<string, Word>();
  readonly #counters = new Map<string, Counted>();

  /** Chains may come in any order. */
  hear(record: AuditContent): void {
    const { ev, chain, seq, subject: signer = '', object: factor = '', detail } = record;
    const said = { chain, seq, at: Date.parse(record.ts), signer, factor };
    if (ev === 'FACTOR_SET') keepLatest(this.#words, { ...said, sha256: String(detail?.['sha256']) });
    if (ev === 'FACTOR_REMOVED') keepLatest(this.#words, { ...said, sha256: undefined });
    if (ev === 'CHALLENGE_ACTIVATED')
      for (const used of countersIn(detail)) keepLatest(this.#counters, { ...said, ...used });
  }

  /** Once everything was heard: the records that the ledger does not show any more. */
  async differing(trx: Transaction<Ledger>): Promise<readonly RecordFinding[]> {
    const words = [...this.#words.values()];
    const findings: RecordFinding[] = [];
    for (let at = 0; at < words.length; at += together) {
      const some = words.slice(at, at + together);
      const signers = [...new Set(some.map(({ signer }) => signer))];
      const rows = await trx.selectFrom('factor').selectAll().where('signer', 'in', signers).execute();
      const stored = new Map(rows.map((row) => [nameOf(row), row]));
      findings.push(...some.flatMap((word) => this.#fault(word, stored.get(nameOf(word)))));
    }
    return findings;
  }

  #fault(word: Word, row: Selectable<FactorTable> | undefined): readonly RecordFinding[] {
    const stands = row === undefined ? undefined : sha256Text(row.data);
    if (stands !== word.sha256) return [factorFinding(word)];
    const counted = this.#counters.get(nameOf(word));
    if (row === undefined || counted === undefined || isLater(word, counted)) return [];
    return row.counter < counted.counter ? [factorFinding(counted)] : [];
  }
}

function factorFinding({ chain, seq }: Said): RecordFinding {
  return { chain, seq, finding: 'factor' };
}

function keepLatest<T extends Said>(all: Map<string, T>, one: T): void {
  const before = all.get(nameOf(one));
  if (before === undefined || isLater(one, before)) all.set(nameOf(one), one);
}

function isLater(one: Said, other: Said): boolean {
  return one.chain === other.chain ? one.seq > other.seq : one.at > other.at;
}

function nameOf({ signer, factor }: Pick<Said, 'signer' | 'factor'>): string {
  return `${signer} ${factor}`;
}

type Used = { readonly factor: string; readonly counter: number };

function countersIn(detail: AuditContent['detail']): readonly Used[] {
  const factors = detail?.['factors'];
  const used = Array.isArray(factors) ? (factors as readonly Partial<Used>[]) : [];
  return used.flatMap(({ factor, counter }) =>
    typeof factor === 'string' && typeof counter === 'number' ? [{ factor, counter }] : [],
  );
}

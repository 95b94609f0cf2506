import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Json } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { outdated } from '../database/prepared.ts';
import { refuse } from '../refusal.ts';
import { Chain } from './chain.ts';

/**
 * The tamper-evident log (EN 419 241-1 SRG_AA): a few hash chains per run of a SAM, every record in the transaction of the act it
 * reports. No audit, no act. The first record of a run weaves in the heads of all chains before it.
 */
export type AuditEvent = {
  readonly ev: string;
  readonly outcome: 'ok' | 'refused';
  readonly actor: 'ssa' | 'sic' | 'sam' | 'officer';
  readonly subject?: string;
  readonly object?: string;
  readonly group?: string;
  readonly client?: string;
  readonly ih?: string;
  readonly reason?: string;
  readonly detail?: Json;
};

/** What an act did and what is to be written about it. */
export type Audited<T> = { readonly value: T; readonly events: readonly AuditEvent[] };

const runAgain = new Set(['40001', '40P01', outdated]);
const attempts = 5;

/**
 * Commits of one chain follow each other, so one chain makes as many acts in a second as the disk makes syncs. Putting several acts into
 * one transaction would let the failure and the locks of one be those of all; with several chains their commits run side by side, each
 * act in a transaction of its own, and the database brings them to the disk together (group commit).
 */
const chainsPerRun = 4;

export class Audit {
  readonly #db: Kysely<Ledger>;
  readonly #chains: readonly [Chain, ...Chain[]];
  #stopped: string | undefined;

  constructor(db: Kysely<Ledger>, clock: () => Date, chains: number = chainsPerRun) {
    this.#db = db;
    const run = randomUUID();
    const more = Array.from({ length: chains - 1 }, (_, i) => new Chain(`${run}.${i + 2}`, clock));
    this.#chains = [new Chain(run, clock), ...more];
  }

  /** The first chain of this run: the one of all acts that nothing else runs beside. */
  get chain(): string {
    return this.#chains[0].name;
  }

  /** Records of this run. */
  get written(): number {
    return this.#chains.reduce((sum, { written }) => sum + written, 0);
  }

  /** Nothing is done any more until `resumeActs`; records by themselves are still written. */
  stopActs(reason: string): void {
    this.#stopped = reason;
  }

  resumeActs(): void {
    this.#stopped = undefined;
  }

  /** Why nothing is done; undefined while all is well. */
  stoppedBy(): string | undefined {
    return this.#stopped;
  }

  /** Runs `act` and writes its events in one transaction; runs it again when the database asks for that. */
  async commit<T>(act: (trx: Transaction<Ledger>) => Promise<Audited<T>>): Promise<T> {
    if (this.#stopped !== undefined) refuse('module_unavailable', this.#stopped);
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#commitOnce(act)).value;
      } catch (error) {
        if (attempt === attempts || !runAgain.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }

  /** Writes one event by itself. Returns its reference. */
  async record(event: AuditEvent): Promise<string> {
    const { seq, chain } = await this.#commitOnce(async () => ({ value: undefined, events: [event] }));
    return `${chain.name.replace(/^(.{8})[^.]*/, '$1')}-${seq}`;
  }

  async #commitOnce<T>(act: (trx: Transaction<Ledger>) => Promise<Audited<T>>) {
    const trx = await this.#db.startTransaction().execute();
    try {
      const { value, events } = await act(trx);
      const chain = this.#freest();
      return { value, chain, seq: await chain.append(trx, events) };
    } catch (error) {
      if (!trx.isCommitted)
        await trx
          .rollback()
          .execute()
          .catch(() => undefined);
      throw error;
    }
  }

  #freest(): Chain {
    return this.#chains.reduce((best, chain) => (chain.waiting < best.waiting ? chain : best));
  }
}

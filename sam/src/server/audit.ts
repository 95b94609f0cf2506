import { createHash, randomUUID } from 'node:crypto';
import { type ControlledTransaction, type Kysely, sql, type Transaction } from 'kysely';
import { canonicalize, type Json } from '../client/index.ts';
import type { Ledger } from './ledger.ts';
import { refuse } from './refusal.ts';

/**
 * The tamper-evident log (EN 419 241-1 SRG_AA): one hash chain per run of a SAM, every record in the transaction of the act it
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

type Head = { readonly seq: number; readonly h: Uint8Array };

const serializationFailure = new Set(['40001', '40P01']);
const attempts = 5;

export class Audit {
  readonly #db: Kysely<Ledger>;
  readonly #clock: () => Date;
  readonly chain = randomUUID();
  /** Records of this run. */
  written = 0;
  #head: Head | undefined = { seq: 0, h: new Uint8Array(0) };
  #turn: Promise<void> = Promise.resolve();
  #stopped: string | undefined;

  constructor(db: Kysely<Ledger>, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
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
        if (attempt === attempts || !serializationFailure.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }

  /** Writes one event by itself. Returns its reference. */
  async record(event: AuditEvent): Promise<string> {
    const { seq } = await this.#commitOnce(async () => ({ value: undefined, events: [event] }));
    return `${this.chain.slice(0, 8)}-${seq}`;
  }

  async #commitOnce<T>(act: (trx: Transaction<Ledger>) => Promise<Audited<T>>): Promise<{ value: T; seq: number }> {
    const trx = await this.#db.startTransaction().execute();
    try {
      const { value, events } = await act(trx);
      const seq = await this.#exclusively(() => this.#append(trx, events));
      return { value, seq };
    } catch (error) {
      if (!trx.isCommitted)
        await trx
          .rollback()
          .execute()
          .catch(() => undefined);
      throw error;
    }
  }

  // Holds the chain from reading its head to the commit; a commit of unknown outcome makes the next one read it again.
  async #append(trx: ControlledTransaction<Ledger>, events: readonly AuditEvent[]): Promise<number> {
    let head = this.#head ?? (await this.#readHead(trx));
    this.#head = undefined;
    for (const event of events) {
      head = await this.#insert(trx, head, event);
    }
    await trx.commit().execute();
    this.#head = head;
    this.written = head.seq;
    return head.seq;
  }

  async #insert(trx: Transaction<Ledger>, head: Head, event: AuditEvent): Promise<Head> {
    const seq = head.seq + 1;
    const prev = Buffer.from(head.h).toString('base64url');
    const record = canonicalize({ ...event, chain: this.chain, seq, ts: this.#clock().toISOString(), prev });
    const h = recordHash(record);
    await trx.insertInto('audit').values({ chain: this.chain, seq, record, h }).execute();
    return { seq, h };
  }

  async #readHead(trx: Transaction<Ledger>): Promise<Head> {
    const own = trx.selectFrom('audit').select(['seq', 'h']).where('chain', '=', this.chain);
    return (await own.orderBy('seq', 'desc').limit(1).executeTakeFirst()) ?? { seq: 0, h: new Uint8Array(0) };
  }

  async #exclusively<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await turn;
    return await write().finally(resolve);
  }
}

/** h of a record: SHA-256(0x00 || canonical text), the leaf form of RFC 6962. */
export function recordHash(record: string): Uint8Array {
  return createHash('sha256').update('\0').update(record, 'utf8').digest();
}

/** The last record of every chain; found by the index, whatever the length of the log. */
export async function chainHeads(db: Kysely<Ledger>): Promise<{ chain: string; seq: number; h: string }[]> {
  const { rows } = await sql<{ chain: string; seq: number; h: Uint8Array }>`
    with recursive chains (chain) as (
      select min(chain) from audit union all
      select (select min(chain) from audit where chain > chains.chain) from chains where chains.chain is not null)
    select chains.chain, head.seq, head.h from chains cross join lateral (
      select seq, h from audit where audit.chain = chains.chain order by seq desc limit 1) as head
    order by chains.chain`.execute(db);
  return rows.map(({ chain, seq, h }) => ({ chain, seq, h: Buffer.from(h).toString('base64url') }));
}

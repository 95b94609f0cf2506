import { createHash } from 'node:crypto';
import { type ControlledTransaction, type Kysely, sql, type Transaction } from 'kysely';
import { canonicalize } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import type { AuditEvent } from './audit.ts';

type Head = { readonly seq: number; readonly h: Uint8Array };

/** One hash chain of a run: its records are committed in their order, one act at a time. */
export class Chain {
  readonly name: string;
  readonly #clock: () => Date;
  /** Records so far. */
  written = 0;
  /** Acts that hold it or wait for it. */
  waiting = 0;
  #head: Head | undefined = { seq: 0, h: new Uint8Array(0) };
  #turn: Promise<void> = Promise.resolve();

  constructor(name: string, clock: () => Date) {
    this.name = name;
    this.#clock = clock;
  }

  /** Writes the events at the end and commits the transaction they belong to. Returns the number of the last one. */
  async append(trx: ControlledTransaction<Ledger>, events: readonly AuditEvent[]): Promise<number> {
    const turn = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    this.waiting++;
    await turn;
    return await this.#commit(trx, events).finally(() => {
      this.waiting--;
      resolve();
    });
  }

  // Holds the chain from reading its head to the commit; a commit of unknown outcome makes the next one read it again.
  async #commit(trx: ControlledTransaction<Ledger>, events: readonly AuditEvent[]): Promise<number> {
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
    const record = canonicalize({ ...event, chain: this.name, seq, ts: this.#clock().toISOString(), prev });
    const h = recordHash(record);
    await trx.insertInto('audit').values({ chain: this.name, seq, record, h }).execute();
    return { seq, h };
  }

  async #readHead(trx: Transaction<Ledger>): Promise<Head> {
    const own = trx.selectFrom('audit').select(['seq', 'h']).where('chain', '=', this.name);
    return (await own.orderBy('seq', 'desc').limit(1).executeTakeFirst()) ?? { seq: 0, h: new Uint8Array(0) };
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

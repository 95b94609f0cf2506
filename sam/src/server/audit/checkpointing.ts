import type { Logger } from 'pino';
import type { Sam } from '../sam.ts';
import { holdsCheckpoint, writeAnchor } from './anchor.ts';
import { lastCheckpoint, type StoredCheckpoint, writeCheckpoint } from './write-checkpoint.ts';

/** In milliseconds: how often a SAM says that it lives, and how old the last checkpoint may be. */
const cadence = 60_000;
/** Records of this SAM that do not wait for the minute to be over. */
const mostRecords = 10_000;
const look = 1_000;
/** After a failure, in milliseconds: when it is tried again, and how long acts go on meanwhile. */
const again = 5_000;
const patience = 300_000;

/**
 * The life of the checkpoints: a heartbeat each minute, so that a log that ends without a word was cut or its SAM killed; a checkpoint
 * when the last one is a minute old, by whichever SAM comes first, or after 10,000 records; and one more at the end. A log that is not
 * attested for minutes, or was put back while the SAM runs, stops all acts until it is whole again (EN 419 241-1 SRG_SO: fail secure).
 */
export class Checkpointing {
  readonly #sam: Sam;
  readonly #anchor: string | undefined;
  readonly #logger: Pick<Logger, 'error'>;
  #timer: NodeJS.Timeout | undefined;
  #under: Promise<void> = Promise.resolve();
  #busy = false;
  #next = 0;
  #covered = 0;
  #good: Date;
  #seen: StoredCheckpoint | undefined;

  constructor(sam: Sam, anchor: string | undefined, logger: Pick<Logger, 'error'>) {
    this.#sam = sam;
    this.#anchor = anchor;
    this.#logger = logger;
    this.#good = sam.clock();
  }

  /** The first one covers what a run that was killed has left. */
  async start(): Promise<void> {
    await this.#cover();
    this.#next = Date.now() + cadence;
    this.#timer = setInterval(() => this.#look(), look).unref();
  }

  /** After the last record. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#under;
    await this.#cover();
  }

  /** What is due each minute. Never rejects: a failure is logged, tried again soon, and stops acts when it lasts. */
  async beat(): Promise<void> {
    this.#next = Date.now() + cadence;
    await this.#guarded(async () => {
      await this.#sam.audit.record({ ev: 'HEARTBEAT', outcome: 'ok', actor: 'sam' });
      const last = await lastCheckpoint(this.#sam.db);
      const age = this.#sam.clock().getTime() - (last?.ts.getTime() ?? 0);
      if (last !== undefined && age < cadence) await this.#keep(last);
      else await this.#cover();
    });
  }

  #look(): void {
    const beat = Date.now() >= this.#next;
    if (this.#busy || !(beat || this.#sam.audit.written - this.#covered >= mostRecords)) return;
    this.#busy = true;
    this.#under = (beat ? this.beat() : this.#guarded(() => this.#cover())).finally(() => {
      this.#busy = false;
    });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#good = this.#sam.clock();
      this.#sam.audit.resumeActs();
    } catch (error) {
      this.#next = Date.now() + again;
      this.#logger.error({ err: error }, 'no checkpoint of the audit log could be made');
      const late = this.#sam.clock().getTime() - this.#good.getTime() >= patience;
      const putBack = error instanceof PutBack ? error.message : undefined;
      const reason = putBack ?? (late ? `the log is not attested since ${this.#good.toISOString()}` : undefined);
      if (reason !== undefined) this.#sam.audit.stopActs(reason);
    }
  }

  async #cover(): Promise<void> {
    const { written } = this.#sam.audit;
    await this.#requireNotPutBack();
    const last = await writeCheckpoint(this.#sam);
    this.#covered = written;
    if (last !== undefined) await this.#keep(last);
  }

  async #keep(last: StoredCheckpoint): Promise<void> {
    await this.#requireNotPutBack();
    this.#seen = last;
    if (this.#anchor !== undefined) writeAnchor(this.#anchor, last.jws);
  }

  async #requireNotPutBack(): Promise<void> {
    if (this.#seen === undefined || (await holdsCheckpoint(this.#sam.db, this.#seen))) return;
    throw new PutBack(`the database was put back to before checkpoint ${this.#seen.cp}`);
  }
}

class PutBack extends Error {}

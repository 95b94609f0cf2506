import type { Logger } from 'pino';
import { writeAnchor } from './anchor.ts';
import type { Sam } from './sam.ts';
import { lastCheckpoint, type StoredCheckpoint, writeCheckpoint } from './write-checkpoint.ts';

/** In milliseconds: how often a SAM says that it lives, and how old the last checkpoint may be. */
const cadence = 60_000;
/** Records of this SAM that do not wait for the minute to be over. */
const mostRecords = 10_000;
const look = 1_000;

/**
 * The life of the checkpoints: a heartbeat each minute, so that a log that ends without a word was cut or its SAM killed; a checkpoint
 * when the last one is a minute old, by whichever SAM comes first, or after 10,000 records; and one more at the end.
 */
export class Checkpointing {
  readonly #sam: Sam;
  readonly #anchor: string | undefined;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #under: Promise<void> = Promise.resolve();
  #busy = false;
  #beaten = 0;
  #covered = 0;

  constructor(sam: Sam, anchor: string | undefined, logger: Logger) {
    this.#sam = sam;
    this.#anchor = anchor;
    this.#logger = logger;
  }

  /** The first one covers what a run that was killed has left. */
  async start(): Promise<void> {
    await this.#cover();
    this.#beaten = Date.now();
    this.#timer = setInterval(() => this.#look(), look).unref();
  }

  /** After the last record. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#under;
    await this.#cover();
  }

  #look(): void {
    const beat = Date.now() - this.#beaten >= cadence;
    if (this.#busy || !(beat || this.#sam.audit.written - this.#covered >= mostRecords)) return;
    this.#busy = true;
    if (beat) this.#beaten = Date.now();
    this.#under = this.#work(beat)
      .catch((error: unknown) => this.#logger.error({ err: error }, 'no checkpoint of the audit log could be made'))
      .finally(() => {
        this.#busy = false;
      });
  }

  async #work(beat: boolean): Promise<void> {
    if (beat) await this.#sam.audit.record({ ev: 'HEARTBEAT', outcome: 'ok', actor: 'sam' });
    const last = await lastCheckpoint(this.#sam.db);
    const age = this.#sam.clock().getTime() - (last?.ts.getTime() ?? 0);
    if (beat && last !== undefined && age < cadence) this.#keep(last);
    else await this.#cover();
  }

  async #cover(): Promise<void> {
    const written = this.#sam.audit.written;
    const last = await writeCheckpoint(this.#sam);
    this.#covered = written;
    if (last !== undefined) this.#keep(last);
  }

  #keep({ jws }: StoredCheckpoint): void {
    if (this.#anchor !== undefined) writeAnchor(this.#anchor, jws);
  }
}

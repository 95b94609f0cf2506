import { setTimeout as pause } from 'node:timers/promises';
import { approversOf } from '../officers/approvers.ts';
import { loadOperation } from '../officers/operation.ts';
import type { Sam } from '../sam.ts';
import { type RewrapOrder, rewrapKeys } from './rewrap.ts';

/** How long after the officers' decision a SAM that starts takes it up again. */
const takenUpFor = 24 * 3_600_000;
/** Between two batches: signers come first. */
const restBetween = 20;

/**
 * Carries out `keys.rewrap` in the background, once in each run of a SAM; one that was cut off goes on with the keys that are left.
 * Several SAMs on one database do the work of each other's: a key is swapped once.
 */
export class OrderedRewraps {
  readonly #sam: Sam;
  readonly #done = new Set<string>();
  #stopped = false;

  constructor(sam: Sam) {
    this.#sam = sam;
  }

  async carryOut(): Promise<void> {
    for (const op of await this.#executed()) {
      const order = await this.#decided(op);
      if (order !== undefined) await this.#run(order);
      if (this.#stopped) return;
      this.#done.add(op);
    }
  }

  /** The batch that is under way is finished. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(order: RewrapOrder): Promise<void> {
    await rewrapKeys(this.#sam, order, async () => {
      await pause(restBetween);
      if (this.#stopped) throw new Interrupted();
    }).catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    });
  }

  async #executed(): Promise<string[]> {
    const { db, clock } = this.#sam;
    const since = new Date(clock().getTime() - takenUpFor);
    const rows = db
      .selectFrom('operation')
      .select('op')
      .where('type', '=', 'keys.rewrap')
      .where('state', '=', 'executed');
    const ops = await rows.where('ended', '>', since).orderBy('ended').execute();
    return ops.map(({ op }) => op).filter((op) => !this.#done.has(op));
  }

  /** The state of the row is not sealed: the officers' signatures are counted again. */
  async #decided(op: string): Promise<RewrapOrder | undefined> {
    const { db, module } = this.#sam;
    const operation = await loadOperation(db, module, op);
    const approvers = await db.transaction().execute((trx) => approversOf(trx, this.#sam, operation));
    return approvers.length < operation.needed ? undefined : (JSON.parse(operation.params) as RewrapOrder);
  }
}

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

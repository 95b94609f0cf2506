import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PoolStanding } from '../../client/index.ts';
import type { PoolEntry } from '../config.ts';
import type { ModuleLoad } from './module-load.ts';
import { countPooled, discardUnfit, makePooled, nameOf, type PooledKind, type PoolStore } from './pooled-key.ts';

/** Where somebody used the module meanwhile, the next key is made after so many times as long as the last one took. */
const restFactor = 20;

/**
 * Keys that take long to make, made while nobody waits: one at a time on each node, when the module has nothing else to do. All nodes on
 * one database fill one pool, each to the size that its own configuration says; two that look at once make one too many.
 */
export class KeyPool {
  readonly #store: PoolStore;
  readonly #entries: readonly PoolEntry[];
  readonly #load: ModuleLoad;
  readonly #logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly #low = new Set<string>();
  readonly #stopping = new AbortController();
  #filling: Promise<void> | undefined;

  /** `store.module` is what makes the keys; the load is that of everybody else. */
  constructor(
    store: PoolStore,
    entries: readonly PoolEntry[],
    load: ModuleLoad,
    logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  ) {
    this.#store = store;
    this.#entries = entries;
    this.#load = load;
    this.#logger = logger;
  }

  /** Whether such keys are made ahead here. */
  keeps(kind: PooledKind): boolean {
    return this.#entries.some((entry) => isOf(entry, kind));
  }

  /** How the pool stands, for the operator. */
  async standings(): Promise<readonly PoolStanding[]> {
    if (this.#entries.length === 0) return [];
    const count = await countPooled(this.#store);
    return this.#entries.map((entry) => standing(entry, count(entry)));
  }

  /** Destroys what may not be used any more and makes what is missing. Whoever asks meanwhile waits for the same. */
  fill(): Promise<void> {
    this.#filling ??= this.#round().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  /** The same, in the background. */
  refill(): void {
    this.fill().catch((error: unknown) => this.#logger.error({ err: error }, 'the pool of keys is not filled'));
  }

  /** The key that is being made is kept. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#filling?.catch(() => undefined);
  }

  async #round(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await discardUnfit(this.#store);
    for (let made = 0; made <= this.#size; made++) {
      const most = await this.#emptiest();
      await this.#load.untilIdle(this.#stopping.signal);
      if (most === undefined || this.#stopping.signal.aborted) return;
      await this.#make(most);
    }
  }

  /** No round makes more: whatever takes them as fast as they come waits for the next one. */
  get #size(): number {
    return this.#entries.reduce((sum, { size }) => sum + size, 0);
  }

  /** The one of which the greatest part is missing; none when all are full, or it is time to stop. */
  async #emptiest(): Promise<PoolEntry | undefined> {
    if (this.#entries.length === 0 || this.#stopping.signal.aborted) return undefined;
    const count = await countPooled(this.#store);
    for (const entry of this.#entries) this.#warn(standing(entry, count(entry)));
    const part = (entry: PoolEntry) => count(entry) / entry.size;
    const [first] = this.#entries.toSorted((a, b) => part(a) - part(b));
    return first !== undefined && part(first) < 1 ? first : undefined;
  }

  async #make(entry: PoolEntry): Promise<void> {
    const [began, calls] = [performance.now(), this.#load.calls];
    await makePooled(this.#store, entry);
    if (this.#load.calls === calls) return;
    const rest = restFactor * (performance.now() - began);
    await pause(rest, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** Once when it runs low, which is before it is empty, and once when that is over. */
  #warn({ low, ...pool }: PoolStanding): void {
    const name = `${pool.algorithm}/${pool.scal}`;
    if (low === this.#low.has(name)) return;
    if (low) this.#logger.warn(pool, 'the pool of keys runs low: when it is empty, signers wait for theirs to be made');
    else this.#logger.info(pool, 'the pool of keys is no longer low');
    if (low) this.#low.add(name);
    else this.#low.delete(name);
  }
}

function standing({ algorithm, scal, size, warnBelow }: PoolEntry, ready: number): PoolStanding {
  return { algorithm: nameOf(algorithm), scal, ready, size, low: ready < warnBelow };
}

function isOf(entry: PooledKind, { algorithm, scal }: PooledKind): boolean {
  return entry.scal === scal && nameOf(entry.algorithm) === nameOf(algorithm);
}

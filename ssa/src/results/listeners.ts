import { SsaError } from '../ssa-error.ts';

/** Who listens at this node: at most so many of each client, nothing kept of those who left, and all are sent away at the end. */
export class Listeners {
  readonly #most: number;
  readonly #present = new Map<string, Set<AbortController>>();
  #closed = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws SsaError `too_many_requests`, `unavailable`. */
  enter(client: string): { readonly signal: AbortSignal; leave(): void } {
    if (this.#closed) throw new SsaError('unavailable', 'This server is about to end. Please come again.');
    const own = this.#present.get(client) ?? new Set();
    if (own.size >= this.#most)
      throw new SsaError('too_many_requests', `A client may listen to ${this.#most} requests at a time.`);
    const stop = new AbortController();
    this.#present.set(client, own.add(stop));
    return { signal: stop.signal, leave: () => this.#leave(client, own, stop) };
  }

  #leave(client: string, own: Set<AbortController>, stop: AbortController): void {
    stop.abort();
    own.delete(stop);
    if (own.size === 0 && this.#present.get(client) === own) this.#present.delete(client);
  }

  get count(): number {
    return [...this.#present.values()].reduce((sum, own) => sum + own.size, 0);
  }

  /** Everybody leaves, and nobody enters any more. */
  close(): void {
    this.#closed = true;
    for (const own of this.#present.values()) for (const stop of own) stop.abort();
  }
}

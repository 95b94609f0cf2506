/** One-time things of a sandbox server in memory: each is found until it expires and can be taken once. */
import { randomBytes } from 'node:crypto';

export class ExpiringMap<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #lifetime: number;

  /** @param lifetime in milliseconds */
  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  /** Keeps a value under a new name of 256 random bits. */
  add(value: T): string {
    const now = Date.now();
    for (const [name, { until }] of this.#entries) if (until <= now) this.#entries.delete(name);
    const name = randomBytes(32).toString('base64url');
    this.#entries.set(name, { value, until: now + this.#lifetime });
    return name;
  }

  get(name: string | null | undefined): T | undefined {
    const entry = this.#entries.get(name ?? '');
    return entry !== undefined && entry.until > Date.now() ? entry.value : undefined;
  }

  /** The value, for the first who asks. */
  take(name: string | null | undefined): T | undefined {
    const value = this.get(name);
    this.#entries.delete(name ?? '');
    return value;
  }

  delete(name: string | null | undefined): void {
    this.#entries.delete(name ?? '');
  }
}

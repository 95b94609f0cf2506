/** What was made from octets, for those met last: so many of them. Who holds one holds what everybody holds: nothing in it may change. */
export class Recent<T> {
  readonly #most: number;
  readonly #kept = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What these octets gave before, or what `make` gives now; what it throws is kept by nobody. */
  get(octets: Uint8Array, make: () => T): T {
    const name = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
    const made = this.#kept.get(name) ?? make();
    this.#kept.delete(name);
    this.#kept.set(name, made);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value as string);
    return made;
  }
}

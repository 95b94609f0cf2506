/** Prefixes and what they stand for along the way down a tree; each step down can be taken back. */
export class Bindings {
  /** What is taken back stays as undefined: removing it would cost more. */
  readonly #now: Map<string, string | undefined>;
  readonly #log: (readonly [prefix: string, before: string | undefined])[] = [];

  constructor(start: ReadonlyMap<string, string> = new Map()) {
    this.#now = new Map(start);
  }

  get(prefix: string): string | undefined {
    return this.#now.get(prefix);
  }

  /** Without `uri` the prefix stands for nothing from here on. */
  set(prefix: string, uri: string | undefined): void {
    this.#log.push([prefix, this.#now.get(prefix)]);
    this.#now.set(prefix, uri);
  }

  entries(): [prefix: string, uri: string][] {
    return [...this.#now].filter((one): one is [string, string] => one[1] !== undefined);
  }

  get mark(): number {
    return this.#log.length;
  }

  backTo(mark: number): void {
    while (this.#log.length > mark) this.#now.set(...this.#log.pop()!);
  }
}

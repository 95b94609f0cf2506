/**
 * Questions of one kind that come while one is being answered are asked together in the next statement: nobody waits when there is little to
 * do, and where there is much, ten callers cost as much as one. Each is asked after it came, so that no answer is older than its question.
 */
export class Gathered<Key, Value> {
  readonly #ask: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #nameOf: (key: Key) => string;
  #waiting: Waiting<Key, Value>[] = [];
  #underWay = 0;

  /** `ask` answers for at most a hundred keys at once, by their names. */
  constructor(nameOf: (key: Key) => string, ask: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Value>>) {
    this.#nameOf = nameOf;
    this.#ask = ask;
  }

  get(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      // Those that come in the same turn belong together.
      if (this.#waiting.length === 1) setImmediate(() => this.#next());
    });
  }

  #next(): void {
    if (this.#underWay >= atOnce || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, most);
    this.#underWay++;
    void this.#answer(batch).finally(() => {
      this.#underWay--;
      this.#next();
    });
    this.#next();
  }

  async #answer(batch: readonly Waiting<Key, Value>[]): Promise<void> {
    try {
      const found = await this.#ask(batch.map(({ key }) => key));
      for (const { key, resolve } of batch) resolve(found.get(this.#nameOf(key)));
    } catch (error) {
      await this.#alone(batch, error);
    }
  }

  /** What is wrong with one question is nothing of the others. */
  async #alone(batch: readonly Waiting<Key, Value>[], error: unknown): Promise<void> {
    if (batch.length === 1) return void batch[0]?.reject(error);
    for (const one of batch) await this.#answer([one]);
  }
}

const most = 100;
/** Statements of one kind under way. */
const atOnce = 2;

interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

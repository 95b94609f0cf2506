/** A promise of a contract, for whatever test runner: `for (const { name, run } of cases) test(name, run)`. */
export interface Case {
  readonly name: string;
  /** Rejects when the promise is broken. */
  readonly run: () => Promise<void>;
}

/** What the demo tells: each step with what it proved and how long it took, each cheat with the reason it was refused for. */
export interface Step {
  readonly name: string;
  readonly proved: string;
  readonly milliseconds: number;
}

export interface Refusal {
  readonly cheat: string;
  /** Whether the engine refused, as it must. */
  readonly refused: boolean;
  readonly reason: string;
}

export class Story {
  readonly steps: Step[] = [];
  readonly refusals: Refusal[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Does it, and tells afterwards what was proved. */
  async step<T>(name: string, proved: string | ((result: T) => string), act: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await act();
    const milliseconds = Math.round(performance.now() - started);
    const sentence = typeof proved === 'string' ? proved : proved(result);
    this.steps.push({ name, proved: sentence, milliseconds });
    this.#say(`${name.padEnd(38)} ${String(milliseconds).padStart(6)} ms\n    ${sentence}`);
    return result;
  }

  /** A cheat resolves with the reason of the refusal, or with undefined when it worked. */
  async cheat(name: string, act: () => Promise<string | undefined>): Promise<void> {
    const reason = await act();
    const refusal = { cheat: name, refused: reason !== undefined, reason: reason ?? 'it was not refused' };
    this.refusals.push(refusal);
    this.#say(`${refusal.refused ? 'refused' : 'NOT REFUSED'}: ${name}\n    ${refusal.reason}`);
  }

  /** Whether the demo has shown what it must: the signature verified, and every one of so many cheats was refused. */
  holds(verified: boolean, cheats: number): boolean {
    return verified && this.refusals.length === cheats && this.refusals.every((one) => one.refused);
  }

  line(text: string): void {
    this.#say(text);
  }
}

import { tooComplex } from '../limits.ts';

/** What evaluating may cost, counted in nodes looked at; text is counted by its length. */
export class Budget {
  #left: number;

  constructor(steps = 10_000_000) {
    this.#left = steps;
  }

  /** Throws XmlError `too-complex` when nothing is left. */
  spend(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw tooComplex('an XPath expression that takes too many steps');
  }

  spendText(text: string): void {
    this.spend(1 + (text.length >> 6));
  }
}

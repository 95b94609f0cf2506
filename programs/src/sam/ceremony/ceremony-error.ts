/** How a command of a ceremony fails: its own exit code, a sentence for the people in the room. */
export class CeremonyError extends Error {
  override readonly name = 'CeremonyError';
  readonly exitCode: number;

  constructor(exitCode: 1 | 2, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}

/** Nothing was done. */
export function wrongUse(sentence: string, cause?: unknown): CeremonyError {
  return new CeremonyError(2, sentence, { cause });
}

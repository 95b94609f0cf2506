const builtIn = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'AggregateError'];

/**
 * The sentence a person reads for a mistake of the person or the machine; undefined for an error of ours. Refusals have
 * classes of their own, and what the system refuses names its call (a disk that is full, a port that is taken).
 */
export function sentenceOf(error: unknown): string | undefined {
  const refused = error instanceof Error && (!builtIn.includes(error.name) || 'syscall' in error);
  return refused ? error.message : undefined;
}

/** What is written when a command fails: ours keeps its stack. */
export function wordsOf(error: unknown): string {
  return sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

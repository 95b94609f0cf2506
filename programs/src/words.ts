/** What a person reads when a command fails: one sentence for a mistake of the person or the machine; ours keeps its stack. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const named = error.name !== 'Error' && error.name !== 'TypeError';
  return named ? error.message : (error.stack ?? error.message);
}

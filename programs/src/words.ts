import { sentenceOf } from './sentence.ts';

/** What is written when a command fails: a sentence for a mistake of the person or the machine; ours keeps its stack. */
export function wordsOf(error: unknown): string {
  return sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

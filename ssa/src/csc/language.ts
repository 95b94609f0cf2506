import type { CscServiceInfo } from './csc-deps.ts';
import type { Parameters } from './parameters.ts';

/** The language of an answer: the one that was asked for, if it is spoken here, and else the first (RFC 5646 tags). */
export function languageOf(parameters: Parameters, { languages }: CscServiceInfo): string {
  const wanted = parameters.value('lang');
  return languages.find((each) => each === wanted) ?? languages[0];
}

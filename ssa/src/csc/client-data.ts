import { CscError } from './csc-error.ts';
import type { Parameters } from './parameters.ts';

/** In characters: of more there is no use in a record that is kept for years. */
const longest = 4_000;

/** What a client wants to be kept with the record of its act: a text that nobody interprets or gives back. @throws CscError */
export function readClientData(parameters: Parameters): string | undefined {
  const data = parameters.optionalString('clientData', 'invalidClientData');
  if (data === undefined) return undefined;
  if (data.length > longest || !data.isWellFormed() || data.includes('\0')) throw new CscError('invalidClientData');
  return data;
}

import { CscError } from '../csc-error.ts';
import type { Parameters } from '../parameters.ts';

/**
 * `authData` of CSC API v2, 11.8, each value by the id of its authentication object; undefined when there is none. `value` is absent, null or
 * empty for what is proven out of band. @throws CscError for what is no list of such entries, or names an object twice.
 */
export function readAuthData(parameters: Parameters): ReadonlyMap<string, string | undefined> | undefined {
  const given = parameters.value('authData');
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new CscError('missingAuthData');
  const values = new Map(given.map(readEntry));
  if (values.size < given.length) throw new CscError('invalidAuthData');
  return values;
}

function readEntry(entry: unknown): [id: string, value: string | undefined] {
  const { id, value } = Object(entry) as { readonly id?: unknown; readonly value?: unknown };
  const known = typeof value === 'string' || value === undefined || value === null;
  if (typeof id !== 'string' || !known) throw new CscError('invalidAuthData');
  return [id, value || undefined];
}

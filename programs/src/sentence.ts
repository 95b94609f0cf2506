/** Whether a command failed by a mistake of the person or the machine: then one sentence says so. Anything else is ours. */

/** The names JavaScript itself gives: refusals have classes of their own. */
const builtIn = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'AggregateError',
  'error',
]);

/** PostgreSQL, appendix A: connection, authorization, no such database, resources, intervention, system error, corruption. */
const databaseClasses = /^(08|28|3D|53|57|58|XX)[0-9A-Z]{3}$/;

/** What the person may read; undefined when only the stack explains it. */
export function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  if (!builtIn.has(error.name) || 'syscall' in error) return error.message;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && databaseClasses.test(code)) return `The database refuses (${code}): ${error.message}`;
  return sentenceOf(error.cause);
}

/** Files only their owner reads, written whole or not at all. */
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Something a data folder keeps is not what was put there. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';

  constructor(what: string, options: ErrorOptions & { readonly detail?: string } = {}) {
    const detail = options.detail === undefined ? '' : ` (${options.detail})`;
    super(
      `${what} is damaged${detail}. Restore it from a backup, or move the data folder away to begin anew.`,
      options,
    );
  }
}

/** Writes beside and renames, so that a reader never meets half a file. Mode 0600. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, `${text.trim()}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Writes beside and links, so that of several processes at once one makes the file and the others find it. Mode 0600. */
export function writeFirst(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${text.trim()}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** The text of a file that is made at first use. Throws DamagedError when it is there and has another form. */
export function keptOrMade(file: string, form: RegExp, make: () => string): string {
  if (!existsSync(file)) writePrivate(file, make());
  const text = readFileSync(file, 'utf8').trim();
  if (!form.test(text)) throw new DamagedError(file);
  return text;
}

/** An object in JSON with these fields. Throws DamagedError. */
export function readJson<T>(file: string, fields: readonly (keyof T)[]): T {
  const value = parsed(file);
  if (fields.every((field) => value[field as string] !== undefined)) return value as T;
  throw new DamagedError(file);
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new DamagedError(file, { cause });
  }
}

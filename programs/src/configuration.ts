/**
 * One file per program (YAML), its shape beside the code that uses it. Unknown fields are refused and every mistake is
 * named with its path before the first socket opens. Secrets are references to files, never values.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Reads and checks a configuration; throws ConfigurationError with one line per mistake. */
export function readConfiguration<S extends TSchema>(file: string, schema: S): Static<S> {
  const value = parseFile(file);
  const check = Compile(schema);
  if (check.Check(value)) return value as Static<S>;
  const mistakes = check.Errors(value).map((error) => `${file}: ${error.instancePath || '/'} ${error.message}`);
  throw new ConfigurationError([...new Set(mistakes)].join('\n'));
}

function parseFile(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`${file} cannot be read as a configuration: ${(cause as Error).message}`, { cause });
  }
}

/** A path in a configuration counts from the file that names it. */
export function besideFile(file: string, path: string): string {
  return resolve(dirname(file), path);
}

/** The content of a secret that a configuration names by its file. */
export function readSecret(file: string, path: string): string {
  const secret = readText(file, path);
  if (secret === '') throw new ConfigurationError(`${file}: the secret ${path} is empty`);
  return secret;
}

function readText(file: string, path: string): string {
  try {
    return readFileSync(besideFile(file, path), 'utf8').trim();
  } catch (cause) {
    throw new ConfigurationError(`${file}: the secret ${path} cannot be read`, { cause });
  }
}

export const closed = { additionalProperties: false } as const;

/** A database is a folder of its own (embedded) or the address of a PostgreSQL database kept in a file. */
export const Database = Type.Union([
  Type.Object({ folder: Type.String() }, closed),
  Type.Object({ urlFile: Type.String() }, closed),
]);

export function database(file: string, chosen: Static<typeof Database>): { folder: string } | { url: string } {
  return 'folder' in chosen ? { folder: besideFile(file, chosen.folder) } : { url: readSecret(file, chosen.urlFile) };
}

/** What a sandbox server keeps over a restart: one JSON file, readable by its owner, replaced whole or not at all. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError } from '../error.ts';

/** The value stored in `file`; `first()` is stored and returned when there is none yet. Throws SandboxError `damaged`. */
export function readOrCreate<T>(file: string, first: () => T): T {
  if (existsSync(file)) return parse(file) as T;
  const value = first();
  writeState(file, value);
  return value;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const advice = 'Restore it from a backup, or move the data folder away to begin anew.';
    throw new SandboxError('damaged', `${file} is damaged. ${advice}`, { cause });
  }
}

export function writeState(file: string, value: unknown): void {
  writePrivate(file, `${JSON.stringify(value, null, 1)}\n`);
}

/** Writes beside and renames, so that a reader never meets half a file. Mode 0600. */
export function writePrivate(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  renameSync(fresh, file);
}

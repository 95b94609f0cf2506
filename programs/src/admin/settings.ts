/** Which engine is administered, and by whose token: said by a file or by the environment, never on a command line. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { AdminClient } from '@chancery/api/client';
import { wrongUse } from '../application/command-error.ts';
import { originOf } from '../application/settings.ts';

export interface AdminOption {
  /** A file with CHANCERY and ADMIN_TOKEN or ADMIN_TOKEN_FILE; the environment unless told. */
  readonly admin?: string;
}

/** Throws CommandError. */
export function openAdmin(option: AdminOption): AdminClient {
  const settings = settingsOf(option);
  const token = settings['ADMIN_TOKEN'] || tokenIn(settings['ADMIN_TOKEN_FILE']);
  if (!token) throw missing('ADMIN_TOKEN', option);
  return new AdminClient({ origin: originIn(option), token });
}

/** Where the engine is. Throws CommandError. */
export function originIn(option: AdminOption): string {
  const { CHANCERY: address } = settingsOf(option);
  if (!address) throw missing('CHANCERY', option);
  return originOf(address);
}

function settingsOf({ admin: file }: AdminOption): Readonly<Record<string, string | undefined>> {
  return file === undefined ? process.env : parseEnv(readText(file));
}

function missing(name: string, { admin: file }: AdminOption) {
  return wrongUse(`${name} is missing in ${file ?? 'the environment (or name a file with --admin)'}.`);
}

function tokenIn(file: string | undefined): string | undefined {
  return file && readText(file).trim();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrongUse(`${file} cannot be read.`, cause);
  }
}

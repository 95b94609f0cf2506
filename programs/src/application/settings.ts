/** Which engine is asked, and as whom: said by a file or by the environment, never on a command line, which everybody can read. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ChanceryClient } from '@chancery/api/client';
import { wrongUse } from './command-error.ts';

export interface ClientOption {
  /** A file with CHANCERY, CLIENT_ID and CLIENT_SECRET; the environment unless told. */
  readonly client?: string;
}

/** Milliseconds: a large document takes its time on a slow line. */
const timeout = 600_000;

/** Throws CommandError. */
export function openClient({ client: file }: ClientOption): ChanceryClient {
  const settings = file === undefined ? process.env : read(file);
  const from = file ?? 'the environment (or name a file with --client)';
  const value = (name: string) => {
    const text = settings[name];
    if (text === undefined || text === '') throw wrongUse(`${name} is missing in ${from}.`);
    return text;
  };
  const origin = originOf(value('CHANCERY'));
  return new ChanceryClient({ origin, clientId: value('CLIENT_ID'), clientSecret: value('CLIENT_SECRET'), timeout });
}

function read(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw wrongUse(`${file} cannot be read.`, cause);
  }
}

/** The secret and the documents leave this machine under TLS or not at all. */
export function originOf(address: string): string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrongUse(`CHANCERY is no web address: ${address}`);
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return url.origin;
  throw wrongUse(`CHANCERY must begin with https:, because ${url.hostname} is not this machine.`);
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

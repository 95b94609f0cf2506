/** What the embedded engine keeps in its data folder: secrets made once, configurations written anew at each start. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DamagedError, keptOrMade, writePrivate } from './private-file.ts';

/** Addresses of the embedded engine. Browsers resolve `sic.localhost` to loopback; programs dial 127.0.0.1. */
export interface Origins {
  readonly ssa: string;
  readonly sic: string;
  readonly idp: string;
  readonly ca: string;
  readonly demo: string;
  readonly inbox: string;
  /** Where time-stamp requests are posted. */
  readonly tsa: string;
  /** Where a receiver of webhooks may listen; nobody does unless a developer starts one. */
  readonly webhook: string;
  readonly port: number;
}

/** How many ports in a row they take. */
export const enginePorts = 7;

export function origins(port: number, scheme: 'http' | 'https' = 'http'): Origins {
  return {
    ssa: `${scheme}://localhost:${port}`,
    sic: `${scheme}://sic.localhost:${port + 1}`,
    idp: `http://127.0.0.1:${port + 2}`,
    ca: `http://127.0.0.1:${port + 3}`,
    demo: `http://127.0.0.1:${port + 4}`,
    inbox: `http://127.0.0.1:${port + 5}`,
    tsa: `http://127.0.0.1:${port + 6}/tsa`,
    webhook: `http://127.0.0.1:${port + 8}`,
    port,
  };
}

export interface EngineData {
  readonly folder: string;
  /** In the folder, or in a short path of their own where its path is long. */
  readonly sockets: { readonly ssa: string; readonly sic: string; readonly messages: string };
  secret(name: string): string;
  configure(name: string, content: Record<string, unknown>): string;
  path(...parts: string[]): string;
}

export function openEngineData(folder: string): EngineData {
  for (const part of ['secrets', 'config']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const sockets = socketFolder(folder);
  return {
    folder,
    sockets: {
      ssa: join(sockets, 'ssa.sock'),
      sic: join(sockets, 'sic.sock'),
      messages: join(sockets, 'messages.sock'),
    },
    secret: (name) => keptOrMade(join(folder, 'secrets', name), /^[\w-]{43}$/, newSecret),
    configure: (name, content) => {
      const file = join(folder, 'config', `${name}.yaml`);
      writePrivate(file, stringify(content));
      return file;
    },
    path: (...parts) => join(folder, ...parts),
  };
}

/** The path of a Unix socket may have 103 octets at most (macOS; Linux 107). */
function socketFolder(folder: string): string {
  const near = join(folder, 'run');
  if (Buffer.byteLength(near) > 90) return mkdtempSync(join(tmpdir(), 'chancery-'));
  mkdirSync(near, { recursive: true, mode: 0o700 });
  return near;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What no engine that was ready once can be without: each part names what another one keeps. */
const parts = ['secrets', 'module/kek-1', 'module/kek-2', 'sam-db/pg', 'ssa-db/pg', 'ca', 'idp'];

/** Throws DamagedError when something of a data folder is gone. */
export function requireWhole(folder: string): void {
  const gone = parts.filter((part) => !existsSync(join(folder, part)));
  if (gone.length > 0) throw new DamagedError(`The data folder ${folder}`, { detail: `${gone.join(', ')} is missing` });
}

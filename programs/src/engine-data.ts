/** What the embedded engine keeps in its data folder: secrets made once, configurations written anew at each start. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Addresses of the embedded engine. Browsers resolve `sic.localhost` to loopback; programs dial 127.0.0.1. */
export interface Origins {
  readonly ssa: string;
  readonly sic: string;
  readonly idp: string;
  readonly ca: string;
  readonly demo: string;
  readonly inbox: string;
  readonly port: number;
}

export function origins(port: number): Origins {
  return {
    ssa: `http://localhost:${port}`,
    sic: `http://sic.localhost:${port + 1}`,
    idp: `http://127.0.0.1:${port + 2}`,
    ca: `http://127.0.0.1:${port + 3}`,
    demo: `http://127.0.0.1:${port + 4}`,
    inbox: `http://127.0.0.1:${port + 5}`,
    port,
  };
}

export interface EngineData {
  readonly folder: string;
  /** Unix sockets lie in a short path of their own: a socket's path may have 107 bytes at most. */
  readonly sockets: { readonly ssa: string; readonly sic: string };
  secret(name: string): string;
  configure(name: string, content: Record<string, unknown>): string;
  path(...parts: string[]): string;
}

export function openEngineData(folder: string): EngineData {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const part of ['secrets', 'config']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const sockets = mkdtempSync(join(tmpdir(), 'chancery-'));
  return {
    folder,
    sockets: { ssa: join(sockets, 'ssa.sock'), sic: join(sockets, 'sic.sock') },
    secret: (name) => secret(join(folder, 'secrets', name)),
    configure: (name, content) => write(join(folder, 'config', `${name}.yaml`), stringify(content)),
    path: (...parts) => join(folder, ...parts),
  };
}

function secret(file: string): string {
  if (!existsSync(file)) write(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

function write(file: string, text: string): string {
  writeFileSync(file, `${text.trim()}\n`, { mode: 0o600 });
  return file;
}

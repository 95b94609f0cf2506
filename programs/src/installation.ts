/** What the data folder of a sandbox remembers: addresses and a client are part of what was registered and certified there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessError } from './children.ts';
import type { Provider } from './demo/provider.ts';
import { requireWhole } from './engine-data.ts';
import { readJson, writePrivate } from './private-file.ts';

export interface Installation {
  /** The first of its ports. */
  readonly port: number;
  /** Whether its addresses begin with https. */
  readonly https?: boolean;
  /** Who asks for signatures; kept when a first start has done everything. */
  readonly provider?: Provider;
}

const file = (folder: string) => join(folder, 'installation.json');

export interface Wanted {
  readonly port?: number;
  readonly https?: boolean;
}

/** Of a new folder: as wanted, on the usual port unless told. Throws ProcessError for another port or scheme, or DamagedError. */
export function openInstallation(folder: string, wanted: Wanted, usual: number): Installation {
  const { port = usual, https = false } = wanted;
  if (!existsSync(file(folder))) return keepInstallation(folder, { port, ...(https ? { https } : {}) });
  const known = readJson<Installation>(file(folder), ['port']);
  if (known.provider) requireWhole(folder);
  if (https && !known.https) refuse(folder, 'http', '--https');
  if ((wanted.port ?? known.port) !== known.port) refuse(folder, `port ${known.port}`, '--port');
  return known;
}

function refuse(folder: string, what: string, option: string): never {
  throw new ProcessError(
    `The data folder ${folder} belongs to ${what}: its addresses are registered and certified. Start it without ${option}, or choose another folder with --data.`,
  );
}

export function keepInstallation(folder: string, installation: Installation): Installation {
  writePrivate(file(folder), JSON.stringify(installation));
  return installation;
}

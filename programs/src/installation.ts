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
  /** Who asks for signatures; kept when a first start has done everything. */
  readonly provider?: Provider;
}

const file = (folder: string) => join(folder, 'installation.json');

/** Of a new folder: with the port wanted, or else the usual one. Throws ProcessError for another port, or DamagedError. */
export function openInstallation(folder: string, wanted: number | undefined, usual: number): Installation {
  if (!existsSync(file(folder))) return keepInstallation(folder, { port: wanted ?? usual });
  const known = readJson<Installation>(file(folder), ['port']);
  if (known.provider) requireWhole(folder);
  if (wanted === undefined || wanted === known.port) return known;
  throw new ProcessError(
    `The data folder ${folder} belongs to port ${known.port}: its addresses are registered and certified. Start it without --port, or choose another folder with --data.`,
  );
}

export function keepInstallation(folder: string, installation: Installation): Installation {
  writePrivate(file(folder), JSON.stringify(installation));
  return installation;
}

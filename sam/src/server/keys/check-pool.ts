import type { PoolEntry, PoolSetting, SamConfig } from '../config.ts';
import { refuseConfiguration as refuse } from '../start-error.ts';
import { nameOf } from './pooled-key.ts';

/** More than anybody signs with for the first time in a day's quiet hours. */
const largest = 10_000;

/** What is made ahead: keys of SCAL2, or of the only SCAL there is, unless told. */
export function poolOf({ pool = [], onlyScal1 = false }: Pick<SamConfig, 'pool' | 'onlyScal1'>): readonly PoolEntry[] {
  return pool.map((entry) => ({ scal: onlyScal1 ? 1 : 2, ...entry }));
}

/** @throws SamStartError naming the entry */
export function checkPool(config: Pick<SamConfig, 'pool' | 'onlyScal1'>): void {
  const seen = new Set<string>();
  for (const [i, entry] of poolOf(config).entries()) {
    const path = `config.pool[${i}]`;
    checkEntry(path, entry);
    if (config.onlyScal1 && entry.scal === 2) refuse(`${path}: keys of SCAL2 need a SAM of their own`);
    const kind = `${nameOf(entry.algorithm)} of SCAL${entry.scal}`;
    if (seen.has(kind)) refuse(`${path}: ${kind} is named twice`);
    seen.add(kind);
  }
}

function checkEntry(path: string, { algorithm, size, warnBelow }: PoolSetting): void {
  if (algorithm.kind !== 'rsa')
    refuse(`${path}: ${nameOf(algorithm)} is made as fast as it is taken; only RSA is kept`);
  if (!isBetween(size, 1, largest)) refuse(`${path}.size is not between 1 and ${largest}`);
  if (!isBetween(warnBelow, 1, size)) refuse(`${path}.warnBelow is not between 1 and its size`);
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** What makes the signature last: its chain, time-stamps over digests from the engine, status from where certificates name it. */
import { readFileSync } from 'node:fs';
import { openOutward, openRevocationSource } from '@chancery/connectors/revocation';
import { buildPath, type Certificate, parseCertificate, parsePem } from '@chancery/pki';
import type { Augmentation } from '@chancery/sca';
import type { Engine } from './engine.ts';
import { setting } from './setting.ts';

export interface Evidence {
  /** The certificate and those above it, as far as its authorities publish them; DER. */
  chainOf(certificate: Uint8Array): Promise<Uint8Array[]>;
  readonly augmentation: Augmentation;
}

export function openEvidence({ timestamps }: Engine): Evidence {
  const privateHosts = process.env['PRIVATE_HOSTS']?.split(',') ?? [];
  const sources = openRevocationSource({}, openOutward({ privateHosts }));
  const anchors = certificates(parsePem(readFileSync(setting('ROOTS'), 'utf8')));
  const issuersOf = async (one: Certificate) => certificates(await sources.issuersOf(one));
  return {
    chainOf: (certificate) => chainOf(parseCertificate(certificate), issuersOf, anchors),
    augmentation: {
      level: 'B-LTA',
      whenUnavailable: 'lower',
      stamp: async (hash, algorithm) =>
        new Uint8Array(Buffer.from((await timestamps.create({ hash, algorithm })).token, 'base64')),
      sources,
      anchors,
      clock: () => new Date(),
    },
  };
}

type IssuersOf = (certificate: Certificate) => Promise<readonly Certificate[]>;

/** Without the root, which readers have (EN 319 142-1, 6.3). */
async function chainOf(leaf: Certificate, issuersOf: IssuersOf, roots: readonly Certificate[]): Promise<Uint8Array[]> {
  const pool = [leaf];
  for (const one of pool) if (pool.length < 10) pool.push(...(await issuersOf(one)));
  const found = buildPath(leaf, pool, roots, new Date());
  const path = found.ok ? found.path.slice(0, -1) : [leaf];
  return path.map(({ der }) => der);
}

function certificates(found: readonly Uint8Array[]): Certificate[] {
  return found.map((der) => parseCertificate(der));
}

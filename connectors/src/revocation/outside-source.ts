import { bounded, methodOf, requireOctets } from '../outside/bounded.ts';
import { type OutsideModule, openOutside } from '../outside/load-module.ts';
import type { Outward } from '../outward/outward.ts';
import { defaults, type RevocationSource } from './revocation-source.ts';

const patience = 60_000;
const mostCertificates = 100;

/** A module's `openRevocationSource(options, context)`. Throws ConnectorError `configuration`. */
export async function openOutsideRevocationSource(module: OutsideModule, outward: Outward): Promise<RevocationSource> {
  const opened = await openOutside(module, 'openRevocationSource', outward);
  const call = (name: keyof RevocationSource) => {
    const method = methodOf(opened, name);
    return (...args: readonly unknown[]) => bounded(() => method(...args), patience);
  };
  const [ocspOf, crlOf, issuersOf] = [call('ocspOf'), call('crlOf'), call('issuersOf')];
  return {
    ocspOf: async (certificate, issuer) => optional(await ocspOf(certificate, issuer)),
    crlOf: async (certificate, issuer) => optional(await crlOf(certificate, issuer)),
    issuersOf: async (certificate) => several(await issuersOf(certificate)),
  };
}

function optional(value: unknown): Uint8Array | undefined {
  return value === undefined ? undefined : requireOctets(value, defaults.largestList);
}

function several(value: unknown): Uint8Array[] {
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, mostCertificates) : [value];
  return all.map((one) => requireOctets(one, defaults.largestList));
}

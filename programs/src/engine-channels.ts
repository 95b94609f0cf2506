/** How the parts of an engine reach its SAM: by Unix sockets of the data folder, or each of several by mutual TLS. */
import { join } from 'node:path';
import type { EngineData } from './engine-data.ts';
import type { Sams, Topology } from './topology.ts';

type Side = 'ssa' | 'sic';

export function samNames({ sams }: Topology): readonly string[] {
  return sams === undefined ? ['sam'] : Object.keys(sams.ports);
}

/** What the SAM of that name listens on. */
export function doorsOf(name: string, { sockets }: EngineData, { sams }: Topology) {
  const ports = sams?.ports[name];
  if (sams === undefined || ports === undefined) return { ssa: { socket: sockets.ssa }, sic: { socket: sockets.sic } };
  const door = (side: Side) => ({ url: urlOf(ports[side]), ...certificateOf('sam', sams) });
  return { ssa: door('ssa'), sic: door('sic') };
}

/** What that side calls. */
export function wayOf(side: Side, { sockets }: EngineData, { sams }: Topology) {
  if (sams === undefined) return { socket: sockets[side] };
  return { urls: Object.values(sams.ports).map((ports) => urlOf(ports[side])), ...certificateOf(side, sams) };
}

function urlOf(port: number): string {
  return `https://127.0.0.1:${port}`;
}

function certificateOf(peer: Side | 'sam', { certificates }: Sams) {
  const file = (name: string) => join(certificates, name);
  return { keyFile: file(`${peer}.key`), certificateFile: file(`${peer}.pem`), authorityFile: file('ca.pem') };
}

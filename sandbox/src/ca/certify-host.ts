/** Hosts of this machine that speak TLS. */
import { toPem } from '@chancery/pki';
import { type Authority, make } from './authority.ts';

/** PEM: what a host of this machine speaks TLS with, by these names below localhost and by 127.0.0.1, for ninety days. */
export async function certifyHost({ issuing }: Authority, hosts: readonly string[]) {
  const profile = { kind: 'server', hosts, addresses: [Uint8Array.of(127, 0, 0, 1)] } as const;
  const { key, certificate } = await make(issuing, { commonName: hosts[0] ?? 'localhost', profile, days: 90 });
  const chain = [certificate, issuing.certificate.der].map((der) => toPem('CERTIFICATE', der));
  return { key: key.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: chain.join('') };
}

import type { RequestOptions } from 'node:http';
import type { PeerCertificate } from 'node:tls';

/** PEM texts: our private key and certificate, and the one authority that both sides believe. */
export type SamTls = { readonly key: string; readonly cert: string; readonly ca: string };

/** Where a SAM listener is: a Unix socket of the same host, mutual TLS, or (officers) mutual TLS over such a socket. */
export type SamAddress = { readonly socket: string } | OfficerAddress;

/** The officers' door knows its visitors by their certificates, wherever it is. */
export type OfficerAddress =
  | { readonly socket: string; readonly tls: SamTls }
  | { readonly url: string; readonly tls: SamTls };

/** Who has a certificate on these channels. */
export type ChannelRole = 'sam' | 'ssa' | 'sic' | 'officer' | 'messaging';

/** The name a certificate of this channel carries as a subjectAltName URI; the authority alone does not say who is who. */
export function channelIdentity(role: ChannelRole): string {
  return `urn:chancery:${role}`;
}

/** True if the certificate names the role; Node writes `URI:urn:chancery:ssa, DNS:...`. */
export function certificateNames(subjectAltName: string | undefined, role: ChannelRole): boolean {
  return (subjectAltName ?? '').split(', ').includes(`URI:${channelIdentity(role)}`);
}

/** Idle connections to one SAM that are kept (the agent's own limit is 256). */
export const mostKept = 16;

// Private authority, TLS 1.3 only, both sides named (EN 419 241-1, SRA_SAP).
export function tlsOptions(tls: SamTls) {
  return {
    ...tls,
    keepAlive: true,
    maxFreeSockets: mostKept,
    minVersion: 'TLSv1.3' as const,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      certificateNames(certificate.subjectaltname, 'sam') ? undefined : new Error('the peer is not a SAM'),
  };
}

export function urlOptions(url: string): RequestOptions {
  const { hostname, port } = new URL(url);
  return { hostname, port };
}

/** Who is at the other end of a request, where proxies that are trusted may stand between: their word counts, and nobody else's. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Addresses, and networks as `10.0.0.0/8`. Throws Error for what is neither. */
export function listedAddresses(listed: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const one of listed) add(list, one);
  return (address = '') => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function add(list: BlockList, listed: string): void {
  const [, address = '', bits] = /^([^/]+)(?:\/([0-9]{1,3}))?$/.exec(listed) ?? [];
  if (isIP(address) === 0) throw new Error(`${listed} is neither an address nor a network`);
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(bits), familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

export interface CertificateWay {
  /** Whether a proxy at this address is believed. */
  readonly trusts: (address: string | undefined) => boolean;
  /** The header in which those proxies send the certificate that the client showed them. */
  readonly header?: string | undefined;
}

/**
 * DER of the certificate of who sends a request, whose key he has shown to have: to us, or to a proxy that is believed, which speaks for
 * others and never for itself. Undefined where there is none, or none that can be read.
 */
export function certificateOf({ socket, headers }: IncomingMessage, { trusts, header }: CertificateWay) {
  if (trusts(socket.remoteAddress)) return header === undefined ? undefined : written(headers[header.toLowerCase()]);
  const peer = 'getPeerX509Certificate' in socket ? (socket as TLSSocket).getPeerX509Certificate() : undefined;
  return peer && new Uint8Array(peer.raw);
}

/** Between colons (RFC 9440, 2.1), in PEM whose characters are escaped as in an address, or in plain base64. */
function written(value: string | readonly string[] | undefined): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const plain = value.includes('%') ? unescaped(value) : value;
  const base64 = plain.replace(/^:(.*):$/, '$1').replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

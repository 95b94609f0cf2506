/** What the way out allows, the same for everything dialled through it. */
import { ConnectorError } from '../connector-error.ts';

export interface OutwardPolicy {
  /** Hosts that may lie on private or loopback addresses: `host`, or `host:port` for that port alone. None unless named. */
  readonly privateHosts?: readonly string[];
  /** Everything goes through this HTTP proxy (RFC 9110 9.3.6); it resolves the names then, and its own rules decide about them. */
  readonly proxy?: { readonly url: string; readonly credentials?: Credentials };
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** With whom TLS is spoken; certificates and key in PEM. */
export interface TlsIdentity {
  /** Who may certify the server, instead of the public authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Throws ConnectorError `configuration`. */
export function requirePolicy({ proxy }: OutwardPolicy): void {
  const url = proxy && URL.parse(proxy.url);
  const plain = url?.protocol === 'http:' && url.pathname === '/' && !url.search && !url.username && !url.password;
  if (proxy && !plain) throw new ConnectorError('configuration', 'the proxy is not given as http://host:port');
}

export function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Whether the operator named this host as one that may lie nearby. */
export function isPrivateHost({ privateHosts = [] }: OutwardPolicy, url: URL): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return privateHosts.some((name) => name === url.hostname || name === `${url.hostname}:${port}`);
}

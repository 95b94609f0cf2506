/** Where a URL leads, decided before anything is dialled: its scheme, its host, and the addresses that are then the only ones used. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ConnectorError } from '../connector-error.ts';
import { isLocalName, isPublicAddress } from './address.ts';
import { isPrivateHost, type OutwardPolicy } from './policy.ts';

export type Scheme = 'https' | 'http';

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface Destination {
  readonly url: URL;
  /** Undefined behind a proxy, which resolves names itself. */
  readonly addresses: readonly Address[] | undefined;
}

/** The resolver; another one in tests only. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

const systemResolver: Resolve = (hostname) => lookup(hostname, { all: true });

/** Throws ConnectorError `forbidden` for what may not be dialled, `unreachable` for a name nobody knows. */
export async function decideDestination(
  text: string,
  schemes: readonly Scheme[],
  policy: OutwardPolicy,
  resolve: Resolve = systemResolver,
): Promise<Destination> {
  const url = requireAllowed(text, schemes, policy);
  const host = hostOf(url);
  const nearby = isPrivateHost(policy, url);
  if (policy.proxy) return { url, addresses: undefined };
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolved(host, resolve);
  requirePublic(
    addresses.map(({ address }) => address),
    url,
    nearby,
  );
  return { url, addresses };
}

/** As far as it can be told without a look-up. Throws ConnectorError `forbidden`. */
export function requireAllowed(text: string, schemes: readonly Scheme[], policy: OutwardPolicy): URL {
  const url = allowedUrl(text, schemes);
  const host = hostOf(url);
  const nearby = isPrivateHost(policy, url);
  if (isIP(host)) requirePublic([host], url, nearby);
  else if (!nearby && isLocalName(host)) throw forbidden(url, 'is a name of this network');
  return url;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** A user in a URL is a password in a log. */
function allowedUrl(text: string, schemes: readonly Scheme[]): URL {
  const url = URL.parse(text);
  if (!url || url.username || url.password) throw new ConnectorError('forbidden', 'an address that is no plain URL');
  if (!schemes.some((scheme) => url.protocol === `${scheme}:`)) throw forbidden(url, `is not ${schemes.join(' or ')}`);
  return url;
}

async function resolved(host: string, resolve: Resolve): Promise<readonly Address[]> {
  const unknown = (cause?: unknown) => new ConnectorError('unreachable', `${host} has no address`, { cause });
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw unknown(cause);
  });
  if (addresses.length === 0) throw unknown();
  return addresses;
}

/** All of them: which one is dialled is chance. */
function requirePublic(addresses: readonly string[], url: URL, nearby: boolean): void {
  if (!nearby && !addresses.every(isPublicAddress)) throw forbidden(url, 'lies on an address of this network');
}

function forbidden(url: URL, why: string): ConnectorError {
  return new ConnectorError('forbidden', `${url.origin} ${why}`);
}

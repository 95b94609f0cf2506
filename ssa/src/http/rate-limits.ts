/** How often somebody may ask: an application and a signer on all nodes together, an address on each of them. */
import { isIPv6 } from 'node:net';
import { type Store, takeRate } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { Bearing } from './possession.ts';
import { RatePieces } from './rate-pieces.ts';

/** Requests in a minute; 0: as many as come. */
export interface Rates {
  readonly address: number;
  readonly client: number;
  readonly signer: number;
}

/** High enough that only what runs away meets them: who runs a service knows better. */
export const usualRates: Rates = { address: 60_000, client: 240_000, signer: 240_000 };

/** Each passes or throws SsaError `too_many_requests`. */
export interface RateLimits {
  address(ip: string): Promise<void>;
  client(id: string): Promise<void>;
  signer(account: string): Promise<void>;
}

export function rateLimits({ db }: Store, { address, client, signer }: Rates): RateLimits {
  const shared = (kind: string, limit: number) =>
    passing(limit, (id, piece) => takeRate(db, `${kind}:${id}`, { piece, limit }));
  const here = addressCounter(address);
  return { address: passing(address, here), client: shared('client', client), signer: shared('signer', signer) };
}

/**
 * Every request is counted for its address before anything else is done with it. Loopback is no address of anybody: a program or a proxy of
 * this machine asks for others.
 */
export function limitAddresses(app: FastifyInstance, { address }: RateLimits): void {
  app.addHook('onRequest', async ({ ip }) => (isLoopback(ip) ? undefined : address(network(ip))));
}

/** Who stands behind a token, if he has not asked too often: a person, and an application that speaks for itself. */
export function limitedBearer<B extends { readonly client: string; readonly account?: string }>(
  bearer: Bearing<B>,
  { client, signer }: RateLimits,
): Bearing<B> {
  return async (...presented) => {
    const found = await bearer(...presented);
    if (found) await (found.account === undefined ? client(found.client) : signer(found.account));
    return found;
  };
}

function passing(limit: number, take: ConstructorParameters<typeof RatePieces>[1]): (id: string) => Promise<void> {
  if (limit === 0) return async () => undefined;
  const pieces = new RatePieces(limit, take);
  return (id) => pieces.spend(id);
}

/** What the database does for all nodes, for this one alone: an attacker’s addresses are not worth its statements. */
function addressCounter(limit: number): ConstructorParameters<typeof RatePieces>[1] {
  let [minute, taken] = [0, new Map<string, number>()];
  return async (id, piece) => {
    const seconds = Math.floor(Date.now() / 1000);
    if (minute !== Math.floor(seconds / 60)) [minute, taken] = [Math.floor(seconds / 60), new Map()];
    const sum = (taken.get(id) ?? 0) + piece;
    if (sum > limit) return undefined;
    taken.set(id, sum);
    return 60 - (seconds % 60);
  };
}

function isLoopback(ip: string): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip);
}

/** Whoever has one address of IPv6 has all of its /64 (RFC 4291, 2.5.4). */
function network(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').concat(tail === undefined ? [] : Array(4).fill('0'));
  return groups.slice(0, 4).join(':');
}

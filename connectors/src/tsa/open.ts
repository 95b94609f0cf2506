import { setTimeout } from 'node:timers/promises';
import { type Certificate, PkiError, parseCertificate } from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';
import type { Outward } from '../outward/outward.ts';
import { openHttpTransport } from './http-transport.ts';
import { openOutsideTransport } from './outside-transport.ts';
import type { TimeStamp, TimeStamping, TimeStampTransport, TsaConfiguration } from './time-stamping-authority.ts';
import { type Asked, verifiedExchange } from './verified-exchange.ts';

interface Authority {
  readonly transport: TimeStampTransport;
  readonly roots: readonly Certificate[];
  readonly policy?: string;
  /** Milliseconds since 1970: asked last until then. */
  restsUntil: number;
}

const pause = 250;
const rest = 30_000;

/**
 * Several authorities: the first that answers with a token that holds is the one. Who does not answer is asked once more, and
 * for half a minute after the others. Throws ConnectorError `configuration`.
 */
export async function openTimeStamping(
  configured: readonly TsaConfiguration[],
  outward: Outward,
): Promise<TimeStamping> {
  const authorities = await Promise.all(configured.map((one) => authorityOf(one, outward)));
  if (authorities.length === 0) throw new ConnectorError('configuration', 'no TSA is configured');
  return { stamp: (...wanted) => firstOf(authorities, wanted) };
}

async function authorityOf(configured: TsaConfiguration, outward: Outward): Promise<Authority> {
  const { policy, roots } = configured;
  if (roots.length === 0) throw new ConnectorError('configuration', 'a TSA without a root');
  const known = { roots: roots.map(readRoot), ...(policy ? { policy } : {}), restsUntil: 0 };
  return { ...known, transport: await openTransport(configured, outward) };
}

function openTransport(
  configured: TsaConfiguration,
  outward: Outward,
): TimeStampTransport | Promise<TimeStampTransport> {
  if (configured.type === 'http') return openHttpTransport(configured, outward);
  if (configured.type === 'module') return openOutsideTransport(configured, outward);
  throw new ConnectorError('configuration', 'there is no such connector of a TSA');
}

function readRoot(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new ConnectorError('configuration', 'the root of a TSA cannot be read', { cause });
  }
}

type Wanted = Readonly<Parameters<TimeStamping['stamp']>>;

async function firstOf(authorities: readonly Authority[], [imprint, digest, nonce]: Wanted): Promise<TimeStamp> {
  const failures: ConnectorError[] = [];
  const resting = (one: Authority) => Number(one.restsUntil > Date.now());
  for (const authority of authorities.toSorted((a, b) => resting(a) - resting(b))) {
    try {
      return await askTwice(authority, { ...authority, imprint, digest, ...(nonce === undefined ? {} : { nonce }) });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.code === 'unreachable') authority.restsUntil = Date.now() + rest;
      failures.push(error);
    }
  }
  const [first] = failures as [ConnectorError];
  throw new ConnectorError(first.code, first.message, { cause: new AggregateError(failures) });
}

async function askTwice({ transport }: Authority, asked: Asked): Promise<TimeStamp> {
  try {
    return await verifiedExchange(transport, asked);
  } catch (error) {
    if (!(error instanceof ConnectorError && error.code === 'unreachable')) throw error;
    await setTimeout(pause);
    return verifiedExchange(transport, asked);
  }
}

/** RFC 3161 over HTTP (3.4). */
import { ConnectorError } from '../connector-error.ts';
import type { Outward, OutwardAnswer } from '../outward/outward.ts';
import { basic } from '../outward/policy.ts';
import type { HttpTransportConfiguration, TimeStampTransport } from './time-stamping-authority.ts';

const query = 'application/timestamp-query';
const reply = 'application/timestamp-reply';
const largest = 256 * 1024;

/** Throws ConnectorError `configuration`. */
export function openHttpTransport(configured: HttpTransportConfiguration, outward: Outward): TimeStampTransport {
  const { url, credentials, tls, milliseconds = 10_000 } = configured;
  const { protocol } = URL.parse(url) ?? {};
  if (protocol !== 'https:' && protocol !== 'http:') throw new ConnectorError('configuration', 'the TSA has no URL');
  if (protocol === 'http:' && (credentials || tls))
    throw new ConnectorError('configuration', 'credentials for a TSA are sent over https only');
  const headers = {
    'content-type': query,
    accept: reply,
    ...(credentials ? { authorization: basic(credentials) } : {}),
  };
  const asked = { url, headers, largest, milliseconds, schemes: ['https', 'http'], ...(tls ? { tls } : {}) } as const;
  return { exchange: async (body) => bodyOf(await outward.ask({ ...asked, method: 'POST', body })) };
}

function bodyOf({ status, mediaType, body }: OutwardAnswer): Uint8Array {
  // What fails today may work in a moment: the same as no answer.
  if (status >= 500) throw new ConnectorError('unreachable', `the TSA answered with status ${status}`);
  if (status !== 200) throw new ConnectorError('refused', `the TSA answered with status ${status}`);
  if (mediaType === reply) return body;
  throw new ConnectorError('malformed', `the TSA answered with ${mediaType || 'no media type'}`);
}

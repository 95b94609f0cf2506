import { ConnectorError } from '../connector-error.ts';
import type { Outward, OutwardRequest } from '../outward/outward.ts';

/** What lies at an address that a certificate names. http will do: it is signed. Throws ConnectorError. */
export async function fetched(outward: Outward, asked: Omit<OutwardRequest, 'schemes'>): Promise<Uint8Array> {
  const { status, body } = await outward.ask({ ...asked, schemes: ['http', 'https'], redirects: 3 });
  if (status === 200) return body;
  const { origin } = new URL(asked.url);
  throw new ConnectorError(status >= 500 ? 'unreachable' : 'refused', `${origin} answered with status ${status}`);
}

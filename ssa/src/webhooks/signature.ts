/** How a delivery says that it is ours: Standard Webhooks, https://www.standardwebhooks.com, "Signature scheme". */
import { createHmac } from 'node:crypto';

/** As receivers keep it: `whsec_` and base64 of the key. */
export function secretText(key: Uint8Array): string {
  return `whsec_${Buffer.from(key).toString('base64')}`;
}

/** One signature for each key: while a secret changes, the receiver knows one of both. `at` is the time of this try. */
export function signedHeaders(keys: readonly Uint8Array[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

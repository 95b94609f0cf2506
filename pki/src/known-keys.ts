/** Public keys as node:crypto wants them. */
import { createPublicKey, type KeyObject } from 'node:crypto';

const most = 256;
const known = new Map<string, KeyObject>();

/**
 * The key of a SubjectPublicKeyInfo. Opening one costs as much as verifying with it, and the same authorities are met over and
 * over: those met last are kept. Throws what node:crypto throws when it is none.
 */
export function openPublicKey(spki: Uint8Array): KeyObject {
  const octets = Buffer.from(spki.buffer, spki.byteOffset, spki.length);
  const name = octets.toString('latin1');
  const key = known.get(name) ?? createPublicKey({ key: octets, format: 'der', type: 'spki' });
  known.delete(name);
  known.set(name, key);
  if (known.size > most) known.delete(known.keys().next().value as string);
  return key;
}

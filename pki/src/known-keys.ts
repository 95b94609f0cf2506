/** Public keys as node:crypto wants them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { Recent } from './recent.ts';

const known = new Recent<KeyObject>(256);

/**
 * The key of a SubjectPublicKeyInfo. Opening one costs as much as verifying with it, and the same authorities are met over and
 * over: those met last are kept. Throws what node:crypto throws when it is none.
 */
export function openPublicKey(spki: Uint8Array): KeyObject {
  return known.get(spki, () => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }));
}

import { createHash } from 'node:crypto';
import type { DigestName } from './algorithms.ts';

export function digestOf(name: DigestName, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

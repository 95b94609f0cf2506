/** The one way secrets are compared here. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Constant time over digests, whatever the lengths. */
export function sameSecret(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

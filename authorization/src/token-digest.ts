import { createHash } from 'node:crypto';

/** What is kept of a token: whoever reads the database must not be able to use what he reads. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

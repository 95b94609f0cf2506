import { createHash, randomUUID } from 'node:crypto';
import type { CscBearer } from './csc-deps.ts';
import type { CscCall } from './method.ts';

/** A client that names its call may repeat it and gets the same values; any other call is a new one. */
export function callIdOf({ idempotencyKey }: CscCall, { client }: CscBearer): string {
  if (idempotencyKey === undefined) return randomUUID();
  return createHash('sha256')
    .update(JSON.stringify([client, idempotencyKey]))
    .digest('base64url');
}

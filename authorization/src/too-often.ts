/** A client that asks for tokens more often than it may, in the words of RFC 6749, 5.2. */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/** Rejects with `statusCode` 429 and `retryAfter` in seconds. */
export type Limit = (client: string) => Promise<void>;

type Waiting = Error & { readonly statusCode?: number; readonly retryAfter?: number };

/** For where the client has proven who it is and nothing is issued yet: nobody uses up the share of another. */
export async function requireSeldom(ctx: KoaContextWithOIDC, client: string, limit: Limit | undefined): Promise<void> {
  await limit?.(client).catch((error: Waiting) => {
    if (error.statusCode !== 429) throw error;
    ctx.set('retry-after', String(error.retryAfter));
    throw Object.assign(new errors.TemporarilyUnavailable(error.message), { statusCode: 429, status: 429 });
  });
}

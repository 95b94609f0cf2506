import { createHash } from 'node:crypto';
import { keepReply, type Reply, releaseReply, reserveReply } from '@chancery/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf } from './caller.ts';

type Handler = (request: FastifyRequest) => Promise<object>;

/**
 * A handler that creates (201), made safe to repeat: with an `Idempotency-Key`, the second request of the same content gets
 * the first one's answer, one with other content is refused, and one in between is told to wait.
 */
export function creating({ store, clock }: SsaDeps, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.code(201).header('cache-control', 'no-store');
    const key = keyOf(request);
    if (key === undefined) return handler(request);
    const { client } = callerOf(request);
    const digest = digestOf(request);
    const earlier = await reserveReply(store.db, client, key, digest, clock());
    if (earlier !== undefined) return replayed(earlier, digest);
    return handler(request).then(
      async (body) => {
        await keepReply(store.db, client, key, 201, body);
        return body;
      },
      async (error: unknown) => {
        await releaseReply(store.db, client, key);
        throw error;
      },
    );
  };
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new SsaError('invalid_request', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
}

function digestOf({ method, url, body }: FastifyRequest): Uint8Array {
  return createHash('sha256').update(`${method} ${url}\n`).update(JSON.stringify(body)).digest();
}

function replayed(earlier: Reply, digest: Uint8Array): unknown {
  if (!Buffer.from(earlier.digest).equals(digest)) {
    throw new SsaError('idempotency_mismatch', 'This Idempotency-Key was used with another request.');
  }
  if (earlier.status === 0) throw new SsaError('in_progress', 'The first request with this key is still at work.');
  return earlier.body;
}

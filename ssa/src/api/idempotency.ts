import { createHash } from 'node:crypto';
import { keepReply, type Reply, releaseReply, renewReply, reservedFor, reserveReply } from '@chancery/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf } from './caller.ts';

type Handler = (request: FastifyRequest) => Promise<object>;

/** A handler that creates (201) what its body says, made safe to repeat. */
export function creating(deps: SsaDeps, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    created(reply);
    return once(deps, request, [JSON.stringify(request.body)], () => handler(request));
  };
}

export function created(reply: FastifyReply): void {
  reply.code(201).header('cache-control', 'no-store');
}

/**
 * With an `Idempotency-Key`, the second request of the same content gets the first one's answer, one with other content is
 * refused, and one in between is told to wait. `content` is what was sent, or digests of it.
 */
export async function once(
  { store, clock }: SsaDeps,
  request: FastifyRequest,
  content: readonly string[],
  work: () => Promise<object>,
): Promise<unknown> {
  const key = keyOf(request);
  if (key === undefined) return work();
  const { client } = callerOf(request);
  const digest = digestOf(request, content);
  const earlier = await reserveReply(store.db, client, key, digest, clock());
  if (earlier !== undefined) return replayed(earlier, digest);
  const body = await renewing(() => renewReply(store.db, client, key, clock()), work).catch(async (error: unknown) => {
    await releaseReply(store.db, client, key);
    throw error;
  });
  await keepReply(store.db, client, key, 201, body);
  return body;
}

/** However long the work takes, nobody else begins it meanwhile. A renewal that fails is tried again. */
async function renewing<T>(renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void renew().catch(() => undefined), reservedFor / 3).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new SsaError('invalid_request', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
}

function digestOf({ method, url }: FastifyRequest, content: readonly string[]): Uint8Array {
  return createHash('sha256').update(`${method} ${url}\n`).update(content.join('\n')).digest();
}

function replayed(earlier: Reply, digest: Uint8Array): unknown {
  if (!Buffer.from(earlier.digest).equals(digest)) {
    throw new SsaError('idempotency_mismatch', 'This Idempotency-Key was used with another request.');
  }
  if (earlier.status === 0) throw new SsaError('in_progress', 'The first request with this key is still at work.');
  return earlier.body;
}

/**
 * Which service provider calls what, and how it ended. Whose a call is is known when its token is looked at, deep inside; what it asks for
 * and how it ends is known outside: between them the call itself is carried along. Counts go to the database each minute and at the end.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { addUsage, type Store, takeQuota, type Usage } from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Bearing } from '../http/possession.ts';
import { SsaError } from '../ssa-error.ts';

interface Call {
  readonly operation: string;
  provider?: string;
}

const calls = new AsyncLocalStorage<Call>();
const minute = 60_000;

/** Counts the operations of this server from here on. Everything is in the database when it is closed. */
export function meterUsage(app: FastifyInstance, { db }: Store): void {
  const [counts, under] = [new Map<string, Usage>(), new WeakMap<FastifyRequest, Call>()];
  const flush = async () => {
    const used = [...counts.values()];
    counts.clear();
    if (used.length > 0)
      await addUsage(db, used).catch((error: unknown) => app.log.error({ err: error }, 'usage not kept'));
  };
  app.addHook('onRequest', (request, _reply, done) => {
    const call: Call = { operation: request.routeOptions.config.operation?.id ?? '' };
    under.set(request, call);
    calls.run(call, done);
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const { operation, provider } = under.get(request) ?? { operation: '' };
    if (provider !== undefined && operation !== '') count(counts, { provider, operation, ...ended(statusCode) });
  });
  const timer = setInterval(flush, minute).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await flush();
  });
}

/** Who stands behind a token; a call of which his service provider has had its day's share is refused (`quota_exceeded`). */
export function meteredBearer<
  B extends { readonly provider?: string; readonly quota?: Readonly<Record<string, number>> },
>(bearer: Bearing<B>, { db }: Store): Bearing<B> {
  return async (...presented) => {
    const [found, call] = [await bearer(...presented), calls.getStore()];
    if (found?.provider === undefined || call === undefined || call.provider !== undefined) return found;
    call.provider = found.provider;
    const most = found.quota?.[call.operation];
    const asked = { provider: found.provider, day: today(), operation: call.operation };
    if (most !== undefined && !(await takeQuota(db, asked, most))) throw quotaExceeded();
    return found;
  };
}

function quotaExceeded(): SsaError {
  const retryAfter = Math.ceil((86_400_000 - (Date.now() % 86_400_000)) / 1000);
  return new SsaError('quota_exceeded', 'Your service provider has used what it may of this today (UTC).', {
    retryAfter,
  });
}

function count(counts: Map<string, Usage>, used: Omit<Usage, 'n'>): void {
  const key = JSON.stringify([used.provider, used.day, used.operation, used.result]);
  counts.set(key, { ...used, n: (counts.get(key)?.n ?? 0) + 1 });
}

function ended(status: number) {
  return { day: today(), result: status < 400 ? 'done' : status < 500 ? 'refused' : 'failed' };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

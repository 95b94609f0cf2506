import { Live, Ready } from '@chancery/api';
import { ping } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { described, type Operation } from './operation.ts';

const common = { tag: 'Health', caller: 'anybody' } as const;
const live: Operation = {
  ...common,
  id: 'isAlive',
  summary: 'Is it alive?',
  description: 'Asks this process only.',
  reply: Live,
};
const ready: Operation = {
  ...common,
  id: 'isReady',
  summary: 'Can it work?',
  description: 'Asks the database and the signature activation module too.',
  reply: Ready,
  unready: Ready,
};

/** For balancers: whether this process lives, and whether it can do its work. Nothing more is said to strangers. */
export function healthRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get('/health/live', described(live), () => ({ status: 'ok' }));
  app.get('/health/ready', described(ready), async (_request, reply) => {
    const [database, sam] = await Promise.all([word(ping(deps.store.db)), word(deps.sam.health())]);
    const status = database === 'ok' && sam === 'ok' ? 'ok' : 'unavailable';
    return reply.code(status === 'ok' ? 200 : 503).send({ status, checks: { database, sam } });
  });
}

function word(check: Promise<unknown>): Promise<'ok' | 'unavailable'> {
  return check.then(
    () => 'ok' as const,
    () => 'unavailable' as const,
  );
}

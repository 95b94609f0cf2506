import { Live, Ready } from '@chancery/api';
import { ping } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { described } from './operation.ts';

const tag = 'Health';

/** For balancers: whether this process lives, and whether it can do its work. Nothing more is said to strangers. */
export function healthRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get('/health/live', { schema: described({ tag, summary: 'Is it alive?', reply: Live, open: true }) }, () => ({
    status: 'ok',
  }));
  const schema = {
    ...described({ tag, summary: 'Can it work?', reply: Ready, open: true }),
    response: { 200: Ready, 503: Ready },
  };
  app.get('/health/ready', { schema }, async (_request, reply) => {
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

/** What was used, for accounts: a service provider's own, and all of it for operators; as JSON and as CSV (RFC 4180). */
import { Usage, UsageSearch } from '@chancery/api';
import { usageBetween } from '@chancery/store';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { callerOf, forApplications, forOperators } from './caller.ts';
import { described } from './operation.ts';

interface Search {
  readonly Querystring: UsageSearch;
}

const tag = 'Usage';
const common = { tag, query: UsageSearch } as const;
const description = 'How often each operation had which result on each day; the last minute may not be in it yet.';
const own = {
  ...common,
  id: 'readUsage',
  summary: 'Read what was used',
  description,
  reply: Usage,
  scope: 'usage.read',
} as const;
const ownCsv = { ...own, id: 'readUsageCsv', summary: 'Read what was used, as CSV', reply: 'text/csv' } as const;

export function usageRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const { db } = deps.store;
  const applications = forApplications(deps);
  const operators = {
    ...common,
    description,
    reply: Usage,
    id: 'readAllUsage',
    summary: 'Read what every service provider used',
    caller: 'operator',
  } as const;
  app.get<Search>('/api/v1/usage', { ...applications, ...described(own) }, async (request) => {
    const { from, to } = request.query;
    return { usage: await usageBetween(db, from, to, callerOf(request).provider ?? '') };
  });
  app.get<Search>('/api/v1/usage.csv', { ...applications, ...described(ownCsv) }, async (request, reply) => {
    const { from, to } = request.query;
    return sendCsv(reply, await usageBetween(db, from, to, callerOf(request).provider ?? ''));
  });
  app.get<Search>(
    '/admin/v1/usage',
    { ...forOperators(deps), ...described(operators) },
    async ({ query: { from, to } }) => ({
      usage: await usageBetween(db, from, to),
    }),
  );
}

function sendCsv(reply: FastifyReply, used: Awaited<ReturnType<typeof usageBetween>>): FastifyReply {
  const lines = used.map(({ provider, day, operation, result, n }) => [provider, day, operation, result, n].join(','));
  const text = ['provider,day,operation,result,n', ...lines].join('\r\n');
  return reply.type('text/csv; charset=utf-8').header('cache-control', 'no-store').send(`${text}\r\n`);
}

import type { DeliveryParameters, DeliverySearch, NewSecret, NewWebhook, Replay, WebhookChange } from '@chancery/api';
import {
  findDelivery,
  findWebhook,
  listDeliveries,
  replayDelivery,
  replaySpan,
  type StoredWebhook,
  webhooksOf,
} from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { alterWebhook, makeWebhook, noSuchWebhook, rotateSecret, takeAway } from '../webhooks/own-webhook.ts';
import { shownDelivery, shownWebhook } from '../webhooks/shown.ts';
import { callerOf, forApplications } from './caller.ts';
import { created, creating } from './idempotency.ts';
import { described } from './operation.ts';
import { webhookOperations as operations } from './webhook-operations.ts';

type One = { Params: { id: string } };
type OneDelivery = { Params: DeliveryParameters };

/** Webhooks of an application, made, changed and looked after by itself. */
export function webhookRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const [auth, at] = [forApplications(deps), '/api/v1/webhooks'];
  app.post(
    at,
    { ...auth, ...described(operations.create) },
    creating(deps, async (request) =>
      makeWebhook(deps, { ...(request.body as NewWebhook), client: callerOf(request).client }),
    ),
  );
  app.get(at, { ...auth, ...described(operations.list) }, async (request) => ({
    items: (await webhooksOf(deps.store.db, callerOf(request).client)).map(shownWebhook),
  }));
  app.get<One>(`${at}/:id`, { ...auth, ...described(operations.read) }, async (request) =>
    shownWebhook(await find(deps, request)),
  );
  app.patch<One & { Body: WebhookChange }>(
    `${at}/:id`,
    { ...auth, ...described(operations.change) },
    async (request) => {
      await alterWebhook(deps, await find(deps, request), request.body);
      return shownWebhook(await find(deps, request));
    },
  );
  app.delete<One>(`${at}/:id`, { ...auth, ...described(operations.remove) }, async (request, reply) => {
    await takeAway(deps, await find(deps, request));
    return reply.code(204).send();
  });
  app.post<One & { Body: NewSecret }>(
    `${at}/:id/secrets`,
    { ...auth, ...described(operations.rotate) },
    async (request, reply) => {
      created(reply);
      return rotateSecret(deps, await find(deps, request), request.body);
    },
  );
  deliveryRoutes(app, deps, `${at}/:id`);
}

function deliveryRoutes(app: FastifyInstance, deps: SsaDeps, at: string): void {
  const [auth, { db }] = [forApplications(deps), deps.store];
  app.get<One & { Querystring: DeliverySearch }>(
    `${at}/deliveries`,
    { ...auth, ...described(operations.deliveries) },
    async (request) => {
      const { id } = await find(deps, request);
      const { limit = '20', ...search } = request.query;
      return { deliveries: (await listDeliveries(db, id, { ...search, limit: Number(limit) })).map(shownDelivery) };
    },
  );
  app.post<OneDelivery>(
    `${at}/deliveries/:delivery/replay`,
    { ...auth, ...described(operations.replayOne) },
    async (request) => {
      const { id } = await find(deps, request);
      const { delivery } = request.params;
      await replayDelivery(db, id, delivery, deps.clock());
      const now = await findDelivery(db, id, delivery);
      if (now === undefined) throw new SsaError('not_found', 'There is no such delivery.');
      return shownDelivery(now);
    },
  );
  app.post<One & { Body: Replay }>(`${at}/replay`, { ...auth, ...described(operations.replay) }, async (request) => {
    const [from, to] = [new Date(request.body.from), new Date(request.body.to)];
    if (!(from < to && to.getTime() - from.getTime() <= 31 * 86_400_000))
      throw new SsaError('invalid_request', '`from` is before `to`, by at most 31 days.');
    const { id } = await find(deps, request);
    return { deliveries: await replaySpan(db, id, from, to, deps.clock()) };
  });
}

/** Another client's webhook is as if there were none. */
async function find({ store }: SsaDeps, request: FastifyRequest<One>): Promise<StoredWebhook> {
  const found = await findWebhook(store.db, callerOf(request).client, request.params.id);
  if (found === undefined) throw noSuchWebhook();
  return found;
}

import {
  Delivery,
  DeliveryList,
  DeliveryParameters,
  DeliverySearch,
  idParameter,
  NewSecret,
  NewWebhook,
  Replay,
  Replayed,
  Secret,
  Webhook,
  WebhookChange,
  WebhookList,
} from '@chancery/api';
import {
  changeWebhook,
  findDelivery,
  findWebhook,
  listDeliveries,
  recordEvent,
  removeWebhook,
  replayDelivery,
  replaySpan,
  type StoredWebhook,
  webhooksOf,
} from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { changedWebhook, makeWebhook, newKey, shownDelivery, shownWebhook } from '../webhooks/own-webhook.ts';
import { secretText } from '../webhooks/signature.ts';
import { callerOf, forApplications } from './caller.ts';
import { created, creating } from './idempotency.ts';
import { described } from './operation.ts';

type One = { Params: { id: string } };
type OneDelivery = { Params: DeliveryParameters };

const one = { tag: 'Webhooks', params: idParameter } as const;
const operations = {
  create: {
    tag: 'Webhooks',
    id: 'createWebhook',
    summary: 'Register a webhook',
    description:
      'Each state that is named is posted there, signed as Standard Webhooks say. The secret is in this answer and nowhere else.',
    body: NewWebhook,
    status: 201,
    reply: Webhook,
    refuses: ['conflict'],
  },
  list: {
    tag: 'Webhooks',
    id: 'listWebhooks',
    summary: 'List the webhooks of this application',
    description: 'Without their secrets.',
    reply: WebhookList,
  },
  read: { ...one, id: 'readWebhook', summary: 'Read a webhook', description: 'Without its secret.', reply: Webhook },
  change: {
    ...one,
    id: 'changeWebhook',
    summary: 'Change a webhook',
    description: 'What waits for it is posted to where it is then.',
    body: WebhookChange,
    reply: Webhook,
  },
  remove: {
    ...one,
    id: 'removeWebhook',
    summary: 'Remove a webhook',
    description: 'What waits for it goes with it.',
    status: 204,
    reply: null,
  },
  rotate: {
    ...one,
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook a new secret',
    description: 'For the time of the overlap, deliveries carry a signature by each of both.',
    body: NewSecret,
    status: 201,
    reply: Secret,
  },
  deliveries: {
    ...one,
    id: 'listDeliveries',
    summary: 'List what was delivered, waits or failed',
    description: 'With what came of the last try. Kept for 30 days.',
    query: DeliverySearch,
    reply: DeliveryList,
  },
  replayOne: {
    ...one,
    id: 'replayDelivery',
    summary: 'Deliver again',
    description: 'At once, under the same `webhook-id`, and as often as the first time.',
    params: DeliveryParameters,
    reply: Delivery,
  },
  replay: {
    ...one,
    id: 'replayWebhook',
    summary: 'Deliver again what happened in a time',
    description: 'All of it, also what happened before the webhook was there or was delivered.',
    body: Replay,
    reply: Replayed,
  },
} as const;

/** Webhooks of an application, made, changed and looked after by itself. */
export function webhookRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const [auth, at, { db }] = [forApplications(deps), '/api/v1/webhooks', deps.store];
  app.post(
    at,
    { ...auth, ...described(operations.create) },
    creating(deps, async (request) => {
      const made = await makeWebhook(deps, { ...(request.body as NewWebhook), client: callerOf(request).client });
      await note(deps, 'created', made.client, made.id);
      return made;
    }),
  );
  app.get(at, { ...auth, ...described(operations.list) }, async (request) => ({
    items: (await webhooksOf(db, callerOf(request).client)).map(shownWebhook),
  }));
  app.get<One>(`${at}/:id`, { ...auth, ...described(operations.read) }, async (request) =>
    shownWebhook(await find(deps, request)),
  );
  app.patch<One & { Body: WebhookChange }>(
    `${at}/:id`,
    { ...auth, ...described(operations.change) },
    async (request) => {
      const { client_id, id } = await find(deps, request);
      await changeWebhook(db, client_id, id, changedWebhook(deps, request.body));
      await note(deps, 'changed', client_id, id);
      return shownWebhook(await find(deps, request));
    },
  );
  app.delete<One>(`${at}/:id`, { ...auth, ...described(operations.remove) }, async (request, reply) => {
    const { client_id, id } = await find(deps, request);
    if (!(await removeWebhook(db, client_id, id))) throw unknown();
    await note(deps, 'removed', client_id, id);
    return reply.code(204).send();
  });
  app.post<One & { Body: NewSecret }>(
    `${at}/:id/secrets`,
    { ...auth, ...described(operations.rotate) },
    async (request, reply) => {
      created(reply);
      return rotate(deps, await find(deps, request), request.body);
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

async function rotate(deps: SsaDeps, webhook: StoredWebhook, { overlap = 86_400 }: NewSecret) {
  const [secret, until] = [newKey(), new Date(deps.clock().getTime() + overlap * 1000)];
  const change = { secret, previous_secret: webhook.secret, previous_until: until };
  await changeWebhook(deps.store.db, webhook.client_id, webhook.id, change);
  await note(deps, 'changed', webhook.client_id, webhook.id);
  return { secret: secretText(secret), previous_until: until.toISOString() } satisfies Secret;
}

/** Another client's webhook is as if there were none. */
async function find({ store }: SsaDeps, request: FastifyRequest<One>): Promise<StoredWebhook> {
  const found = await findWebhook(store.db, callerOf(request).client, request.params.id);
  if (found === undefined) throw unknown();
  return found;
}

function note({ store, clock }: SsaDeps, what: 'created' | 'changed' | 'removed', client: string, object: string) {
  return recordEvent(store.db, { kind: `webhook.${what}`, at: clock(), client, object });
}

function unknown(): SsaError {
  return new SsaError('not_found', 'There is no such webhook.');
}

/**
 * Webhooks of applications and what is delivered to them. A delivery is written in the transaction of the event it tells of; a webhook with
 * something due is one node's at a time, until its lease ends.
 */
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { DeliveryTable, Schema, WebhookTable } from './schema.ts';

type Db = Kysely<Schema>;
export type StoredWebhook = Selectable<WebhookTable>;
type StoredDelivery = Selectable<DeliveryTable>;
export type NewWebhookRow = Pick<
  Insertable<WebhookTable>,
  'id' | 'client_id' | 'url' | 'events' | 'secret' | 'created_at'
>;
export type WebhookChange = Partial<Pick<Insertable<WebhookTable>, 'url' | 'events'>> &
  Partial<Pick<StoredWebhook, 'secret' | 'previous_secret' | 'previous_until'>>;

/** A delivery with what it tells: the request, and the state it came to. */
export interface Delivery extends StoredDelivery {
  readonly request: string;
  readonly told: string;
}

/** The states that events tell of; `request.ended` has its own in its detail. */
export const toldStates: Readonly<Record<string, string>> = {
  'request.created': 'created',
  'request.prepared': 'prepared',
  'request.signing': 'signing',
  'request.approval-lost': 'prepared',
};

const known = sql.join(
  Object.entries(toldStates).map(([kind, state]) => sql`when ${kind} then ${state}`),
  sql` `,
);
const told = sql<string>`case event.kind when 'request.ended' then event.detail ->> 'state' ${known} end`;

/** False when the application has `most` already, or is none. In a transaction: of several at once each sees the one before. */
export async function createWebhook(db: Db, row: NewWebhookRow, most: number): Promise<boolean> {
  const { id, client_id, url, events, secret, created_at } = row;
  await sql`select from client where client_id = ${client_id} for no key update`.execute(db);
  const { numAffectedRows } = await sql`insert into webhook (id, client_id, url, events, secret, created_at)
    select ${id}, client_id, ${url}, ${events}::jsonb, ${secret}, ${created_at}::timestamptz from client
    where client_id = ${client_id} and (select count(*) from webhook where client_id = ${client_id}) < ${most}`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** The oldest first. */
export async function webhooksOf(db: Db, client: string): Promise<StoredWebhook[]> {
  return db.selectFrom('webhook').selectAll().where('client_id', '=', client).orderBy('id').execute();
}

/** Only one of this client; somebody else's is as if there were none. */
export async function findWebhook(db: Db, client: string, id: string): Promise<StoredWebhook | undefined> {
  const query = db.selectFrom('webhook').selectAll().where('client_id', '=', client);
  return query.where('id', '=', id).executeTakeFirst();
}

/** False when there is none. */
export async function changeWebhook(db: Db, client: string, id: string, change: WebhookChange): Promise<boolean> {
  const update = db.updateTable('webhook').set(change).where('client_id', '=', client).where('id', '=', id);
  return (await update.executeTakeFirst()).numUpdatedRows === 1n;
}

/** False when it was gone before. What waits for it goes with it. */
export async function removeWebhook(db: Db, client: string, id: string): Promise<boolean> {
  const removal = db.deleteFrom('webhook').where('client_id', '=', client).where('id', '=', id);
  return (await removal.executeTakeFirst()).numDeletedRows === 1n;
}

/** In the transaction of the event: from here on every webhook that wants to know is owed it. */
export async function oweDeliveries(db: Db, event: string): Promise<void> {
  await sql`insert into delivery (webhook_id, event_id, at, state, due)
    select webhook.id, event.id, event.at, 'waiting', event.at from event join webhook using (client_id)
    where event.id = ${event} and webhook.events ? (${told})`.execute(db);
}

/** Of those with something due, at most so many that are nobody's now; whoever waited longest comes first. */
export async function leaseWebhooks(db: Db, now: Date, until: Date, most: number): Promise<StoredWebhook[]> {
  const { rows } = await sql<StoredWebhook>`with due as materialized (
      select id from webhook where (leased_until is null or leased_until <= ${now}) and exists (
        select from delivery where webhook_id = webhook.id and state = 'waiting' and due <= ${now})
      order by leased_until nulls first limit ${most} for no key update skip locked)
    update webhook set leased_until = ${until} from due where webhook.id = due.id returning webhook.*`.execute(db);
  return rows;
}

/** The holder's lease ends now. */
export async function releaseWebhook(db: Db, { id, leased_until }: StoredWebhook, now: Date): Promise<void> {
  const held = db.updateTable('webhook').where('id', '=', id).where('leased_until', '=', leased_until);
  await held.set({ leased_until: now }).execute();
}

const deliveries = (db: Db, webhook: string) =>
  db
    .selectFrom('delivery')
    .innerJoin('event', 'event.id', 'delivery.event_id')
    .selectAll('delivery')
    .select(['event.object as request', told.as('told')])
    .where('delivery.webhook_id', '=', webhook);

/** Those that are due, in the order in which they are. */
export async function dueDeliveries(db: Db, webhook: string, now: Date, most: number): Promise<Delivery[]> {
  const waiting = deliveries(db, webhook).where('state', '=', 'waiting').where('due', '<=', now);
  return (await waiting.orderBy('due').orderBy('event_id').limit(most).execute()) as Delivery[];
}

export interface DeliverySearch {
  readonly state?: StoredDelivery['state'];
  /** Only those of events before this one. */
  readonly before?: string;
  readonly limit: number;
}

/** The newest first. */
export async function listDeliveries(db: Db, webhook: string, search: DeliverySearch): Promise<Delivery[]> {
  const { state, before, limit } = search;
  let query = deliveries(db, webhook);
  if (state !== undefined) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('event_id', '<', before);
  return (await query.orderBy('event_id', 'desc').limit(limit).execute()) as Delivery[];
}

export async function findDelivery(db: Db, webhook: string, event: string): Promise<Delivery | undefined> {
  return (await deliveries(db, webhook).where('event_id', '=', event).executeTakeFirst()) as Delivery | undefined;
}

export type Tried = Pick<StoredDelivery, 'state' | 'due' | 'last_at' | 'last_status' | 'last_error'>;

/** What came of a try. One that another node has tried meanwhile, or that is to begin anew, stays as that one left it. */
export async function keepTry(db: Db, { webhook_id, event_id, tries }: Delivery, tried: Tried): Promise<void> {
  const one = db.updateTable('delivery').where('webhook_id', '=', webhook_id).where('event_id', '=', event_id);
  const held = one.where('state', '=', 'waiting').where('tries', '=', tries);
  await held.set({ ...tried, tries: tries + 1 }).execute();
}

/** It begins anew, whatever became of it. False when there is none. */
export async function replayDelivery(db: Db, webhook: string, event: string, now: Date): Promise<boolean> {
  const one = db.updateTable('delivery').where('webhook_id', '=', webhook).where('event_id', '=', event);
  return (await one.set({ state: 'waiting', tries: 0, due: now }).executeTakeFirst()).numUpdatedRows === 1n;
}

/** Whatever happened from `from` on and before `to` is told, again or for the first time. Returns how many that is. */
export async function replaySpan(db: Db, webhook: string, from: Date, to: Date, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`insert into delivery (webhook_id, event_id, at, state, due)
    select webhook.id, event.id, event.at, 'waiting', ${now}::timestamptz from event join webhook using (client_id)
    where webhook.id = ${webhook} and event.id >= ${firstId(from)} and event.id < ${firstId(to)}
      and webhook.events ? (${told})
    on conflict (webhook_id, event_id) do update set state = 'waiting', tries = 0, due = excluded.due`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Ids of events begin with their time (UUIDv7): none of that millisecond or later is less. */
function firstId(at: Date): string {
  return at
    .getTime()
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-');
}

/** Requests that a webhook waits to be told of, of which the SAM, or the time, may know more than is written here. */
export async function requestsToAsk(
  db: Db,
  now: Date,
  most: number,
): Promise<Selectable<Schema['signature_request']>[]> {
  const recently = new Date(now.getTime() - 3_600_000);
  const { rows } = await sql<Selectable<Schema['signature_request']>>`select asked.* from signature_request as asked
    where exists (select from webhook where client_id = asked.client_id) and (lease is null or lease <= ${now})
      and (state in ('created', 'prepared') and expires_at <= ${now} and length(document_key) > 0
        or state in ('prepared', 'signing') and chal is not null and exists (
          select from event where object = asked.id and kind = 'request.approval-asked' and at > ${recently}))
    order by random() limit ${most}`.execute(db);
  return rows;
}

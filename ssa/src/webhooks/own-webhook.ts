/** A webhook as it is made, read and changed: by its application, or by an operator for it. */
import { randomBytes } from 'node:crypto';
import type { NewClientWebhook, Delivery as ShownDelivery, Webhook, WebhookChange } from '@chancery/api';
import { createWebhook, type Delivery, type StoredWebhook } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { requireReceiver } from './receiver.ts';
import { secretText } from './signature.ts';

const most = 10;
const finals: Webhook['events'] = ['signed', 'refused', 'cancelled', 'expired', 'failed'];

/** The secret leaves once, here. Throws SsaError `invalid_request`, `conflict`. */
export async function makeWebhook(deps: SsaDeps, { client, url, events = finals }: NewClientWebhook): Promise<Webhook> {
  requireReceiver(deps, url);
  const [created_at, secret] = [deps.clock(), newKey()];
  const row = { id: newId(created_at), client_id: client, url, events: JSON.stringify(events), secret, created_at };
  if (!(await createWebhook(deps.store.db, row, most)))
    throw new SsaError('conflict', `There is no such application, or it has ${most} webhooks already.`);
  return { ...shownWebhook({ ...row, events }), secret: secretText(secret) };
}

export function newKey(): Uint8Array {
  return randomBytes(32);
}

type Shown = Pick<StoredWebhook, 'id' | 'client_id' | 'url' | 'events' | 'created_at'>;

export function shownWebhook({ id, client_id: client, url, events, created_at }: Shown): Webhook {
  return { id, client, url, events: events as Webhook['events'], created_at: created_at.toISOString() };
}

/** The columns that are to be. Throws SsaError `invalid_request`. */
export function changedWebhook(deps: Pick<SsaDeps, 'outward' | 'sandbox'>, { url, events }: WebhookChange) {
  if (url !== undefined) requireReceiver(deps, url);
  return { ...(url === undefined ? {} : { url }), ...(events === undefined ? {} : { events: JSON.stringify(events) }) };
}

export function shownDelivery(delivery: Delivery): ShownDelivery {
  const { event_id: id, request, told, at, state, tries, due, last_at } = delivery;
  return {
    ...{ id, request, event: told as ShownDelivery['event'], at: at.toISOString(), state, tries },
    ...(state === 'waiting' ? { due: due.toISOString() } : {}),
    ...(last_at === null ? {} : { last: { at: last_at.toISOString(), ...answerOf(delivery) } }),
  };
}

function answerOf({ last_status: status, last_error: error }: Delivery) {
  return {
    ...(status === null ? {} : { status }),
    ...(error === null ? {} : { error: error as NonNullable<ShownDelivery['last']>['error'] & string }),
  };
}

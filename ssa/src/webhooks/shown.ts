/** Webhooks and what was delivered to them, as the API shows them: never with a secret. */
import type { Delivery as ShownDelivery, Webhook } from '@chancery/api';
import type { Delivery, StoredWebhook } from '@chancery/store';

type Shown = Pick<StoredWebhook, 'id' | 'client_id' | 'url' | 'events' | 'created_at'>;

export function shownWebhook({ id, client_id: client, url, events, created_at }: Shown): Webhook {
  return { id, client, url, events: events as Webhook['events'], created_at: created_at.toISOString() };
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

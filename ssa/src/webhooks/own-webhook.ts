/** A webhook is made, changed and removed, by its application or by an operator for it: each act with the event that tells of it, or not at all. */
import { randomBytes } from 'node:crypto';
import type { NewClientWebhook, NewSecret, Secret, Webhook, WebhookChange } from '@chancery/api';
import { changeWebhook, createWebhook, recordEvent, removeWebhook, type StoredWebhook } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { requireReceiver } from './receiver.ts';
import { shownWebhook } from './shown.ts';
import { secretText } from './signature.ts';

const most = 10;
const finals: Webhook['events'] = ['signed', 'refused', 'cancelled', 'expired', 'failed'];

type Deps = Pick<SsaDeps, 'store' | 'outward' | 'clock' | 'sandbox'>;
type Which = Pick<StoredWebhook, 'id' | 'client_id'>;

/** The secret leaves once, here. Throws SsaError `invalid_request`, `conflict`. */
export async function makeWebhook(deps: Deps, { client, url, events = finals }: NewClientWebhook): Promise<Webhook> {
  requireReceiver(deps, url);
  const [created_at, secret] = [deps.clock(), newKey()];
  const row = { id: newId(created_at), client_id: client, url, events: JSON.stringify(events), secret, created_at };
  const made = await noted(deps, 'created', row, (trx) => createWebhook(trx, row, most));
  if (!made) throw new SsaError('conflict', `There is no such application, or it has ${most} webhooks already.`);
  return { ...shownWebhook({ ...row, events }), secret: secretText(secret) };
}

/** Throws SsaError `invalid_request`, `not_found`. */
export async function alterWebhook(deps: Deps, which: Which, change: WebhookChange): Promise<void> {
  const columns = changedWebhook(deps, change);
  const changed = await noted(deps, 'changed', which, (trx) => changeWebhook(trx, which.client_id, which.id, columns));
  if (!changed) throw noSuchWebhook();
}

/** Throws SsaError `not_found`. */
export async function takeAway(deps: Deps, which: Which): Promise<void> {
  const removed = await noted(deps, 'removed', which, (trx) => removeWebhook(trx, which.client_id, which.id));
  if (!removed) throw noSuchWebhook();
}

/** The new one leaves once, here. Throws SsaError `not_found`. */
export async function rotateSecret(deps: Deps, webhook: StoredWebhook, { overlap = 86_400 }: NewSecret) {
  const [secret, until] = [newKey(), new Date(deps.clock().getTime() + overlap * 1000)];
  const change = { secret, previous_secret: webhook.secret, previous_until: until };
  const { client_id, id } = webhook;
  if (!(await noted(deps, 'changed', webhook, (trx) => changeWebhook(trx, client_id, id, change))))
    throw noSuchWebhook();
  return { secret: secretText(secret), previous_until: until.toISOString() } satisfies Secret;
}

/** The columns that are to be. Throws SsaError `invalid_request`. */
export function changedWebhook(deps: Pick<SsaDeps, 'outward' | 'sandbox'>, { url, events }: WebhookChange) {
  if (url !== undefined) requireReceiver(deps, url);
  return { ...(url === undefined ? {} : { url }), ...(events === undefined ? {} : { events: JSON.stringify(events) }) };
}

export function noSuchWebhook(): SsaError {
  return new SsaError('not_found', 'There is no such webhook.');
}

type Act = (trx: SsaDeps['store']['db']) => Promise<boolean>;

/** Whether it came about; only then there is an event. */
function noted({ store, clock }: Deps, what: 'created' | 'changed' | 'removed', { client_id, id }: Which, act: Act) {
  return store.db.transaction().execute(async (trx) => {
    const done = await act(trx);
    if (done) await recordEvent(trx, { kind: `webhook.${what}`, at: clock(), client: client_id, object: id });
    return done;
  });
}

function newKey(): Uint8Array {
  return randomBytes(32);
}

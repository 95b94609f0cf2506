/**
 * What is owed to webhooks is delivered: each webhook by one node at a time, a few deliveries at once, so that a slow receiver holds
 * up nobody but itself. At least once: a node that dies in between leaves what it had not written down to the next one.
 */
import type { RequestEvent } from '@chancery/api';
import {
  type Delivery,
  dueDeliveries,
  keepTry,
  leaseWebhooks,
  releaseWebhook,
  type StoredWebhook,
  type Tried,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { nextTry } from './pauses.ts';
import { schemesOf } from './receiver.ts';
import { signedHeaders } from './signature.ts';

type Deps = Pick<SsaDeps, 'store' | 'outward' | 'clock' | 'sandbox'>;

const atOnce = 4;
/** Milliseconds. A lease is longer than any batch that is begun under it. */
const [patience, lifetime] = [10_000, 60_000];

/** Takes at most `most` webhooks of which something is due; the work under each goes on by itself. */
export async function beginDeliveries(deps: Deps, most: number): Promise<Promise<void>[]> {
  const now = deps.clock();
  const leased = await leaseWebhooks(deps.store.db, now, new Date(now.getTime() + lifetime), most);
  return leased.map((webhook) => serve(deps, webhook));
}

async function serve(deps: Deps, webhook: StoredWebhook): Promise<void> {
  const last = (webhook.leased_until as Date).getTime() - lifetime / 2;
  for (let now = deps.clock(); now.getTime() < last; now = deps.clock()) {
    const due = await dueDeliveries(deps.store.db, webhook.id, now, atOnce);
    if (due.length === 0) break;
    await Promise.all(due.map((delivery) => attempt(deps, webhook, delivery)));
  }
  await releaseWebhook(deps.store.db, webhook, deps.clock());
}

async function attempt(deps: Deps, webhook: StoredWebhook, delivery: Delivery): Promise<void> {
  const answer = await post(deps, webhook, delivery);
  await keepTry(deps.store.db, delivery, judged(delivery, answer, deps.clock()));
}

type Answer = Pick<Tried, 'last_status' | 'last_error'>;

/** Of the answer only the status is looked at. */
async function post(deps: Deps, webhook: StoredWebhook, delivery: Delivery): Promise<Answer> {
  const now = deps.clock();
  const body = eventText(delivery);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Chancery',
    ...signedHeaders(keysOf(webhook, now), delivery.event_id, now, body),
  };
  const asked = { method: 'POST', schemes: schemesOf(deps), largest: 65_536, milliseconds: patience } as const;
  return deps.outward.ask({ ...asked, url: webhook.url, headers, body: new TextEncoder().encode(body) }).then(
    ({ status }) => ({ last_status: status, last_error: null }),
    (error: { code?: string }) => ({ last_status: null, last_error: wordOf(error) }),
  );
}

function wordOf({ code = '' }: { readonly code?: string }): string {
  return ['forbidden', 'malformed'].includes(code) ? code : 'unreachable';
}

/** What the event stream of the request says as well. */
function eventText({ request, told, at }: Delivery): string {
  const event = { request, state: told as RequestEvent['state'], at: at.toISOString() } satisfies RequestEvent;
  return JSON.stringify(event);
}

function keysOf({ secret, previous_secret, previous_until }: StoredWebhook, now: Date): Uint8Array[] {
  const both = previous_secret !== null && previous_until !== null && previous_until > now;
  return both ? [secret, previous_secret] : [secret];
}

function judged({ tries, due }: Delivery, { last_status, last_error }: Answer, now: Date): Tried {
  const tried = { last_at: now, last_status, last_error };
  if (last_status !== null && last_status >= 200 && last_status < 300) return { ...tried, state: 'delivered', due };
  const next = nextTry(tries + 1, now, Math.random());
  return next === undefined ? { ...tried, state: 'failed', due } : { ...tried, state: 'waiting', due: next };
}

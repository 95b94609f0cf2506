/** Where an application is told of what becomes of its signature requests (Standard Webhooks), and what was told. */
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { DeliveryState } from './delivery-search.ts';
import { requestStates } from './signature-requests.ts';
import { id, instant, webAddress, word } from './text.ts';

const State = word([...requestStates], 'A state that a request came to');
const url = webAddress(
  'Where it is posted to: https, at an address of the public internet unless the operator named it',
);
const events = Type.Array(State, {
  minItems: 1,
  uniqueItems: true,
  description: 'Of which states it is told: signed, refused, cancelled, expired and failed unless told',
});
const example = { url: 'https://bank.example/chancery', events: ['signed', 'refused'] } as const;
const [webhook, client, event] = [
  '01a21370-9d20-7c55-8e11-6a7b0c3de005',
  'oaduJyhQxeHpDQbd_Scr_w',
  '01a21371-0c8e-7b12-9f43-2d5e7a90c006',
];
const request = '01a21370-f6b1-7d24-8a3c-91e0b4d7f007';
const at = '2026-03-01T10:00:00.000Z';

export const NewWebhook = closed({ url, events: Type.Optional(events) }, 'A webhook of the application that asks', {
  url: example.url,
});
export type NewWebhook = Static<typeof NewWebhook>;

export const NewClientWebhook = closed(
  { client: id('Its application'), url, events: Type.Optional(events) },
  'A webhook of an application',
  { client, url: example.url },
);
export type NewClientWebhook = Static<typeof NewClientWebhook>;

export const Webhook = closed(
  {
    id: id('The webhook'),
    client: id('Its application'),
    url,
    events,
    created_at: instant('When it was made'),
    secret: Type.Optional(
      Type.String({ description: 'What its deliveries are signed with: shown once, when the webhook is made' }),
    ),
  },
  'Where an application is told',
  { id: webhook, client, url: example.url, events: [...example.events], created_at: at },
);
export type Webhook = Static<typeof Webhook>;
export const WebhookList = closed({ items: Type.Array(Webhook, { description: 'The oldest first' }) }, 'Webhooks', {
  items: [{ id: webhook, client, url: example.url, events: [...example.events], created_at: at }],
});
export type WebhookList = Static<typeof WebhookList>;

export const WebhookChange = Type.Object(
  { url: Type.Optional(url), events: Type.Optional(events) },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'What changes of a webhook',
    examples: [{ events: ['signed'] }],
  },
);
export type WebhookChange = Static<typeof WebhookChange>;

/** The data of an event, on the stream of a request and in a webhook alike. */
export const RequestEvent = closed(
  { request: id('The signature request'), state: State, at: instant('When it came to it') },
  'What is posted to a webhook, and told by the event stream of a request',
  { request, state: 'signed', at },
);
export type RequestEvent = Static<typeof RequestEvent>;

export const Delivery = closed(
  {
    id: id('The event, and the `webhook-id` of the delivery'),
    request: id('The signature request'),
    event: State,
    at: instant('When it happened'),
    state: DeliveryState,
    tries: Type.Integer({ description: 'How often it was tried' }),
    due: Type.Optional(instant('When it is tried next')),
    last: Type.Optional(
      closed(
        {
          at: instant('When'),
          status: Type.Optional(Type.Integer({ description: 'The HTTP status it was answered with' })),
          error: Type.Optional(
            word(
              ['forbidden', 'unreachable', 'malformed'],
              'Why there was no answer: an address of a private network, nobody within ten seconds, or more than 64 KiB',
            ),
          ),
        },
        'What came of the last try',
      ),
    ),
  },
  'One event for one webhook',
  { id: event, request, event: 'signed', at, state: 'delivered', tries: 1, last: { at, status: 204 } },
);
export type Delivery = Static<typeof Delivery>;
export const DeliveryList = closed(
  { deliveries: Type.Array(Delivery, { description: 'The newest first' }) },
  'Deliveries of a webhook',
  { deliveries: [{ id: event, request, event: 'signed', at, state: 'waiting', tries: 0, due: at }] },
);
export type DeliveryList = Static<typeof DeliveryList>;

export const Replay = closed(
  { from: instant('From this time on'), to: instant('And before this one, at most 31 days later') },
  'What is told again',
  { from: '2026-03-01T09:00:00.000Z', to: at },
);
export type Replay = Static<typeof Replay>;
export const Replayed = closed(
  { deliveries: Type.Integer({ description: 'How many that is' }) },
  'What is told again, soon',
  { deliveries: 12 },
);
export type Replayed = Static<typeof Replayed>;

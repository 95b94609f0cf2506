/** Which deliveries of a webhook are asked for. */
import Type, { type Static } from 'typebox';
import { id, word } from './text.ts';

export const DeliveryState = word(
  ['waiting', 'delivered', 'failed'],
  'To be tried at `due`; answered with 2xx; or given up after the last try',
);

export const DeliverySearch = Type.Object(
  {
    state: Type.Optional(DeliveryState),
    before: Type.Optional(id('Only those before this one: the last of a list begins the next')),
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 20 unless told' })),
  },
  { additionalProperties: false },
);
export type DeliverySearch = Static<typeof DeliverySearch>;
export const DeliveryParameters = Type.Object(
  { id: id('The webhook'), delivery: id('The delivery') },
  { additionalProperties: false },
);
export type DeliveryParameters = Static<typeof DeliveryParameters>;

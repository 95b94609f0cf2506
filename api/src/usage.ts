import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, word } from './text.ts';

const day = (description: string) =>
  Type.String({
    pattern:
      '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$|^20[0-9]{2}-(0[13-9]|1[0-2])-(29|30)$|^20[0-9]{2}-(0[13578]|1[02])-31$',
    description,
  });

export const UsageSearch = Type.Object(
  { from: day('The first day, YYYY-MM-DD in UTC'), to: day('The last day') },
  { additionalProperties: false },
);
export type UsageSearch = Static<typeof UsageSearch>;

export const Usage = closed(
  {
    usage: Type.Array(
      closed({
        provider: id('The service provider'),
        day: Type.String({ description: 'YYYY-MM-DD, UTC' }),
        operation: Type.String({ description: 'Its `operationId`' }),
        result: word(['done', 'refused', 'failed'], '`refused`: with 4xx; `failed`: with 5xx'),
        n: Type.Integer({ minimum: 1, description: 'How often' }),
      }),
      { description: 'Day by day; the last minute may not be in it yet' },
    ),
  },
  'What was used',
  {
    usage: [
      {
        provider: '01a21370-2c44-7f10-9d52-b1c7e4d2f002',
        day: '2026-03-01',
        operation: 'createSignatureRequest',
        result: 'done',
        n: 41,
      },
    ],
  },
);
export type Usage = Static<typeof Usage>;

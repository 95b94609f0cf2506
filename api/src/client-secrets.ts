/** Secrets that are changed while an application works. */
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant, shownText } from './text.ts';

export const NewSecret = closed(
  {
    overlap: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        description: 'Seconds for which the secret before is good as well; a day unless told',
      }),
    ),
  },
  'A new secret beside the one there is',
  { overlap: 86_400 },
);
export type NewSecret = Static<typeof NewSecret>;
export const Secret = closed(
  {
    secret: Type.String({ description: 'The new one: shown once' }),
    previous_until: instant('Until when the one before is good; every older one ends at once'),
  },
  'The secret of an application or of a webhook',
  { secret: 'shown-once-and-kept-as-a-digest-only', previous_until: '2026-03-02T10:00:00.000Z' },
);
export type Secret = Static<typeof Secret>;

const label = shownText(200, 'For operators: where it is used');

export const NewApiKey = closed({ label }, 'A key for an application that does not speak OAuth', { label: 'archive' });
export type NewApiKey = Static<typeof NewApiKey>;
export const ApiKey = closed(
  {
    id: id('The key, for its removal'),
    label,
    created_at: instant('When it was made'),
    key: Type.Optional(Type.String({ description: 'Sent as `Authorization: Bearer`; shown once' })),
  },
  'An API key: a token of scope `service` that lasts until it is removed',
  { id: '01a21370-2c44-7f10-9d52-b1c7e4d2f00a', label: 'archive', created_at: '2026-03-01T10:00:00.000Z' },
);
export type ApiKey = Static<typeof ApiKey>;
export const ApiKeyList = closed(
  { keys: Type.Array(ApiKey, { description: 'The oldest first' }) },
  'The API keys of an application, without what is secret',
  { keys: [{ id: '01a21370-2c44-7f10-9d52-b1c7e4d2f00a', label: 'archive', created_at: '2026-03-01T10:00:00.000Z' }] },
);
export type ApiKeyList = Static<typeof ApiKeyList>;

export const ApiKeyParameters = Type.Object(
  { id: id('The application'), key: id('The key') },
  { additionalProperties: false },
);

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { word } from './text.ts';

const states = ['ok', 'unavailable'] as const;

/** Liveness asks this process only; readiness asks what it needs. */
export const Live = closed(
  { status: Type.Literal('ok', { description: 'This process answers' }) },
  'That this process is alive',
  { status: 'ok' },
);
export const Ready = closed(
  {
    status: word(states, '`ok` when every check is'),
    checks: closed(
      { database: word(states, 'The database answers'), sam: word(states, 'The signature activation module answers') },
      'What this process needs',
    ),
  },
  'Whether this process can do its work',
  { status: 'ok', checks: { database: 'ok', sam: 'ok' } },
);
export type Ready = Static<typeof Ready>;

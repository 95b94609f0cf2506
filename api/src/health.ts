import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

const Word = Type.Enum(['ok', 'unavailable']);

/** Liveness asks this process only; readiness asks what it needs. */
export const Live = closed({ status: Type.Literal('ok') });
export const Ready = closed({ status: Word, checks: closed({ database: Word, sam: Word }) });
export type Ready = Static<typeof Ready>;

/** `rates` of an SSA's configuration: how often somebody may ask in a minute. */
import { usualRates } from '@chancery/ssa';
import Type, { type Static } from 'typebox';
import { closed } from './configuration.ts';

const perMinute = Type.Optional(Type.Integer({ minimum: 0 }));

/** Requests in a minute, of each; 0: as many as come. */
export const Rates = Type.Object({ address: perMinute, client: perMinute, signer: perMinute }, closed);

export function ratesOf(told: Static<typeof Rates> = {}): typeof usualRates {
  return { ...usualRates, ...told };
}

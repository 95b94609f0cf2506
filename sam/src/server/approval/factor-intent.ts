import type { FactorChange, Identity, Intent, PrepareFactorChange } from '../../client/index.ts';
import type { Sam } from '../sam.ts';
import type { Policy } from '../trust/policy.ts';
import { askedOf, common, named } from './intent.ts';

/** What a new passkey or PIN is brought by stands in each way after its proofs. */
export function factorChangeIntent(
  sam: Sam,
  epoch: number,
  request: PrepareFactorChange,
  change: FactorChange,
  identity: Identity,
  policy: Policy,
): Intent {
  const asked = askedOf(policy, { scal: 2, purpose: 'factor.change' }, undefined);
  return {
    ...common(sam, epoch, request),
    purpose: 'factor.change',
    sub: request.signer,
    ...named(identity),
    change,
    ...asked,
    factors: asked.factors.map((way) => `${way}${broughtBy(change)}`),
  };
}

function broughtBy(change: FactorChange): string {
  return 'add' in change && change.add !== 'device' ? `+${change.add}-registration` : '';
}

import type { Prepared, PrepareFactorChange } from '@chancery/sam/client';
import { type Errand, findAccount } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { asking } from './asking.ts';
import type { Visitor } from './visitor.ts';

/** What is added or removed, as the SAM calls it: kept with the errand. */
export interface ChangedFactor extends Readonly<Record<string, unknown>> {
  readonly change: PrepareFactorChange['change'];
}

/** Opens a challenge of purpose `factor.change`; only somebody on the approval page has factors. */
export async function askForFactorChange(deps: SsaDeps, errand: Errand, visitor: Visitor): Promise<Prepared> {
  const signer = (await findAccount(deps.store.db, errand.account_id))?.signer;
  if (!signer) throw new SsaError('not_enrolled', 'The person has not enrolled.');
  const { change } = errand.parameters as unknown as ChangedFactor;
  return deps.sam.prepare({ ...(await asking(deps, errand, visitor)), purpose: 'factor.change', signer, change });
}

import type { Prepared } from '@chancery/sam/client';
import { type Errand, identityOf } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { asking } from './asking.ts';
import type { Pace } from './pace.ts';

/** Opens a challenge of purpose `enrol` for the identity the account is linked to. */
export async function askForEnrolment(deps: SsaDeps, errand: Errand, pace: Pace): Promise<Prepared> {
  const account = errand.account_id;
  const idp = await identityOf(deps.store.db, account);
  if (idp === undefined) throw new SsaError('conflict', 'The account is linked to no identity provider.');
  return deps.sam.prepare({ ...(await asking(deps, errand, pace)), purpose: 'enrol', account, idp });
}

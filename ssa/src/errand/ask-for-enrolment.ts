import type { Prepared } from '@chancery/sam/client';
import { type Errand, findAccount, identityOf } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { type ApprovedBy, asking } from './asking.ts';
import type { Visitor } from './visitor.ts';

/**
 * Opens a challenge of purpose `enrol` for the identity the account is linked to: the person's, or who represents the organisation. An
 * organisation that approves by its own key needs nobody.
 */
export async function askForEnrolment(
  deps: SsaDeps,
  errand: Errand,
  visitor: Visitor,
  by: ApprovedBy = 'page',
): Promise<Prepared> {
  const account = errand.account_id;
  const found = await findAccount(deps.store.db, account);
  const idp = by === 'client' ? undefined : await identityOf(deps.store.db, account);
  if (idp === undefined && by !== 'client')
    throw new SsaError('conflict', 'The account is linked to no identity provider.');
  return deps.sam.prepare({
    ...(await asking(deps, errand, visitor)),
    purpose: 'enrol',
    account,
    ...(idp && { idp }),
    ...(found?.organization && { organization: found.organization }),
  });
}

import type { Prepared, RegisteredPerson } from '@chancery/sam/client';
import type { Errand } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { asking } from './asking.ts';

/** An hour, the longest that the SAM gives: an officer has to find the request, and whom it is about stands before him. */
const lifetime = 3_600;

/** Opens a challenge of purpose `enrol` for a person whom a registration officer has before him; who she is goes to the SAM alone. */
export async function askForRegistration(
  deps: SsaDeps,
  errand: Errand,
  registered: RegisteredPerson,
): Promise<Prepared> {
  const common = await asking(deps, errand, { pace: 'usual' });
  return deps.sam.prepare({ ...common, purpose: 'enrol', account: errand.account_id, registered, lifetime });
}

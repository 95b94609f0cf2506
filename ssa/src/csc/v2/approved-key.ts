import { presentedToken } from '../bearer.ts';
import type { CscBearer, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { CscCall } from '../method.ts';

/** The credential that a token of scope credential-creation or credential-deletion is about. @throws CscError */
export async function approvedKey({ authorization }: CscCall, bearer: CscBearer, deps: CscDeps): Promise<string> {
  const credentialID = await deps.keys.approved(presentedToken(authorization), bearer);
  if (credentialID === undefined) throw new CscError('invalidToken');
  return credentialID;
}

/** Such a token is good for one call: the others, however many at once, are told that it is none. @throws CscError */
export async function redeemOnce({ authorization }: CscCall, deps: CscDeps): Promise<void> {
  if (!(await deps.keys.redeem(presentedToken(authorization)))) throw new CscError('invalidToken');
}

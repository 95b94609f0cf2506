import { requireBearer } from '../bearer.ts';
import { requireCredential, requireUsable } from '../credential.ts';
import { CscError } from '../csc-error.ts';
import type { CscMethod } from '../method.ts';

/** CSC API v2.2, 11.10: credentials/getChallenge. A PIN is no answer to a challenge, so no object of a credential has one. */
export const credentialsGetChallenge: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  requireUsable(await requireCredential(parameters, bearer, deps));
  parameters.string('authObjectID', 'missingAuthObjectId');
  throw new CscError('invalidAuthObjectId');
};

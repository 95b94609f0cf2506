import { requireBearer } from '../bearer.ts';
import { readClientData } from '../client-data.ts';
import { CscError } from '../csc-error.ts';
import type { CscMethod } from '../method.ts';
import { approvedKey, redeemOnce } from './approved-key.ts';

/**
 * CSC API v2.2, 11.5: credentials/delete. The key was destroyed when its person approved that; the token that came of it is used to say so,
 * once, of that credential and no other.
 */
export const credentialsDelete: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'credential-deletion');
  const credentialID = parameters.string('credentialID', 'missingCredentialId');
  const clientData = readClientData(parameters);
  if ((await approvedKey(call, bearer, deps)) !== credentialID) throw new CscError('invalidCredentialId');
  await redeemOnce(call, deps);
  await deps.record('csc.deleted', bearer, { credentialID, clientData });
  return undefined;
};

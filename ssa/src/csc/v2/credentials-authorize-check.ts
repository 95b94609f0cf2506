import { requireBearer } from '../bearer.ts';
import { CscError } from '../csc-error.ts';
import type { CscMethod } from '../method.ts';

/** CSC API v2.2, 11.9: credentials/authorizeCheck. No credential is authorized out of band yet, so no handle was ever given. */
export const credentialsAuthorizeCheck: CscMethod = async ({ parameters, authorization }, deps) => {
  await requireBearer(authorization, deps, 'service');
  parameters.string('handle', 'missingHandle');
  throw new CscError('invalidHandle');
};

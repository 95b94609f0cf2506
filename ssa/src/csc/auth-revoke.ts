import { requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import { CscError } from './csc-error.ts';
import type { CscMethod } from './method.ts';

/** CSC API v1.0.4.0, 11.3: auth/revoke. A refresh token takes its access tokens along; an access token goes alone. */
export const authRevoke: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const token = parameters.string('token', 'missingToken');
  const hint = parameters.value('token_type_hint');
  if (hint !== undefined && hint !== 'access_token' && hint !== 'refresh_token') {
    throw new CscError('invalidTokenHint');
  }
  readClientData(parameters);
  if (!(await deps.revoke(token, bearer, hint))) throw new CscError('unknownToken');
  return undefined;
};

import { requireBearer } from '../bearer.ts';
import { readClientData } from '../client-data.ts';
import { CscError } from '../csc-error.ts';
import type { CscMethod } from '../method.ts';

/** CSC API v2.2, 11.15: signatures/signPolling, for the client and the person of the request: 202 until there is an answer, then the same each time. */
export const signaturesSignPolling: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const id = parameters.string('requestID', 'missingRequestId');
  if (parameters.value('userID') !== undefined) throw new CscError('userIdNull');
  readClientData(parameters);
  const found = await deps.later.find(id, bearer);
  if (found === undefined) throw new CscError('invalidRequestId');
  if (found === 'pending') throw new CscError('acceptedRequest');
  return found;
};

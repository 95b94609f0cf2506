import { requireBearer } from '../bearer.ts';
import { requireCredential, requireUsable } from '../credential.ts';
import { sendOtp } from '../credentials-send-otp.ts';
import { CscError } from '../csc-error.ts';
import type { CscMethod } from '../method.ts';

/**
 * CSC API v2.2, 11.10: credentials/getChallenge. The challenge of a one-time password is the message that brings it, so that nothing of it is
 * in the answer; a PIN answers none.
 */
export const credentialsGetChallenge: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const credential = await requireCredential(parameters, bearer, deps);
  requireUsable(credential);
  const id = parameters.string('authObjectID', 'missingAuthObjectId');
  if (id !== 'OTP' || credential.otp === undefined) throw new CscError('invalidAuthObjectId');
  await sendOtp(credential, bearer, undefined, deps);
  return undefined;
};

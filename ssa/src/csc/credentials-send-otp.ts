import { requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import { requireCredential, requireUsable } from './credential.ts';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscMethod } from './method.ts';
import { refusalOfSam } from './sam-refusal.ts';

/**
 * CSC API v1.0.4.0, 11.8: credentials/sendOTP, for explicit credentials with a one-time password. It goes to the signer, and is in no
 * answer.
 */
export const credentialsSendOtp: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const credential = await requireCredential(parameters, bearer, deps);
  requireUsable(credential);
  const clientData = readClientData(parameters);
  if (credential.otp === undefined) throw new CscError('noOtp');
  await sendOtp(credential, bearer, clientData, deps);
  return undefined;
};

/** @throws CscError */
export async function sendOtp(
  { credentialID, signer, key }: CscCredential,
  bearer: CscBearer,
  clientData: string | undefined,
  deps: CscDeps,
): Promise<void> {
  const { client, clientName } = bearer;
  const named = { client, clientName: clientName || deps.info.name };
  await deps.signing.sendExplicitOtp({ signer, key, ...named }).catch(refusalOfSam);
  await deps.record('csc.otp-sent', bearer, { credentialID, clientData });
}

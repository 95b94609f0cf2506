import { requireBearer } from '../bearer.ts';
import { type CscMethod, Pending } from '../method.ts';
import { answerOfPhone } from '../push.ts';
import { secondsLeft } from '../seconds-left.ts';

/** CSC API v2.2, 11.9: credentials/authorizeCheck, for the client and person of the request: the SAD, or the handle again while the signer has said nothing. */
export const credentialsAuthorizeCheck: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const handle = parameters.string('handle', 'missingHandle');
  const answer = await answerOfPhone(handle, bearer, deps);
  if (answer === undefined) return new Pending({ handle });
  await deps.record('csc.authorized', bearer, { clientData: undefined });
  return { SAD: answer.sad, expiresIn: secondsLeft(answer.exp, deps.now()) };
};

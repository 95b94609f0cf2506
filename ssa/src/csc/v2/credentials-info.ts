import { readable, requireBearer } from '../bearer.ts';
import { withPresentStatus } from '../certificate-status.ts';
import { readClientData } from '../client-data.ts';
import { requireCredential } from '../credential.ts';
import { wantedFacts } from '../credential-facts.ts';
import { languageOf } from '../language.ts';
import type { CscMethod } from '../method.ts';
import { credentialInfo } from './credential-info.ts';

/** CSC API v2.2, 11.7: credentials/info, by a service token or by one of scope credential for its own credential. */
export const credentialsInfo: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const credential = await requireCredential(parameters, bearer, deps);
  const wanted = wantedFacts(readable(parameters, bearer));
  readClientData(parameters);
  return credentialInfo(await withPresentStatus(credential, deps), wanted, languageOf(parameters, deps.info), deps);
};

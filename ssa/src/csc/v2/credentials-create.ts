import { requireBearer } from '../bearer.ts';
import { readClientData } from '../client-data.ts';
import { signerCertificate } from '../credential.ts';
import { wantedFacts } from '../credential-facts.ts';
import type { CscCredential } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import { languageOf } from '../language.ts';
import { Created, type CscMethod } from '../method.ts';
import { Parameters } from '../parameters.ts';
import { approvedKey, redeemOnce } from './approved-key.ts';
import { credentialInfo } from './credential-info.ts';

/**
 * CSC API v2.2, 11.4: credentials/create. The key was made, and certified, when its person approved it with the terms of the service; the
 * token that came of it hands the credential over, once.
 */
export const credentialsCreate: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'credential-creation');
  const policy = readPolicy(parameters);
  const withInfo = parameters.flag('credentialInfo', 'invalidCredentialInfo');
  const wanted = wantedFacts(parameters);
  const clientData = readClientData(parameters);
  const credentialID = await approvedKey(call, bearer, deps);
  const credential = await deps.credentials.find(bearer.account ?? '', credentialID);
  if (credential === undefined) throw new CscError('invalidToken');
  requirePolicy(credential, policy);
  await redeemOnce(call, deps);
  await deps.record('csc.created', bearer, { credentialID, clientData });
  const info = withInfo ? credentialInfo(credential, wanted, languageOf(parameters, deps.info), deps) : {};
  return new Created({ credentialID, ...info });
};

/** Who somebody is her enrolment has proven: `subjectData` is not read. */
function readPolicy(parameters: Parameters): string | undefined {
  const request = objectOf(parameters.value('credentialCreationRequest'), 'credentialCreationRequest');
  objectOf(request.value('subjectData'), 'subjectData');
  return request.optionalString('certificatePolicy', 'invalidCertificatePolicy');
}

function objectOf(value: unknown, name: string): Parameters {
  const isObject = typeof (value ?? {}) === 'object' && !Array.isArray(value);
  if (isObject) return new Parameters(value);
  throw new CscError('invalidCreationRequest', { description: `Invalid parameter ${name}` });
}

/** The certificate is there: it is under the policy that is named, or it is not. */
function requirePolicy(credential: CscCredential, policy: string | undefined): void {
  const { policies } = signerCertificate(credential);
  if (policy !== undefined && !policies.includes(policy)) throw new CscError('invalidCertificatePolicy');
}
